PS1='\[\e[38;5;110m\]\u@\h\[\e[0m\] \[\e[1m\]\w\[\e[0m\] \$ '
alias ls='ls --color=auto' ll='ls -l'
