/**
 * What stands on the keys of a layout, row by row as `places` in layout.ts names them: plain, with Shift, with AltGr, and with both.
 * "◌" before an accent is a dead key; "␀" is a key that types nothing. Where `altGr` is missing, the layout has no AltGr.
 */
export interface LayoutTable {
  plain: string;
  shift: string;
  altGr?: string;
  altGrShift?: string;
}

/**
 * The layouts by the names that Linux has for them, as xkeyboard-config 2.35 defines them (`setxkbmap NAME`; "jp" is a 106-key
 * keyboard). Windows has the same on the keys that carry a caption, and less with AltGr.
 */
export const layoutTables = {
  us: {
    plain: `
      \` 1 2 3 4 5 6 7 8 9 0 - =
      q w e r t y u i o p [ ]
      a s d f g h j k l ; ' \\
      ␀ z x c v b n m , . /
    `,
    shift: `
      ~ ! @ # $ % ^ & * ( ) _ +
      Q W E R T Y U I O P { }
      A S D F G H J K L : " |
      ␀ Z X C V B N M < > ?
    `,
  },
  gb: {
    plain: `
      \` 1 2 3 4 5 6 7 8 9 0 - =
      q w e r t y u i o p [ ]
      a s d f g h j k l ; ' #
      \\ z x c v b n m , . /
    `,
    shift: `
      ¬ ! " £ $ % ^ & * ( ) _ +
      Q W E R T Y U I O P { }
      A S D F G H J K L : @ ~
      | Z X C V B N M < > ?
    `,
    altGr: `
      | ¹ ² ³ € ½ ¾ { [ ] } \\ ◌̧
      @ ſ e ¶ ŧ ← ↓ → ø þ ◌̈ ◌̃
      æ ß ð đ ŋ ħ ◌̉ ĸ ł ◌́ ◌̂ ◌̀
      | « » ¢ „ “ ” µ • · ◌̣
    `,
    altGrShift: `
      | ¡ ⅛ £ ¼ ⅜ ⅝ ⅞ ™ ± ° ¿ ◌̨
      Ω § E ® Ŧ ¥ ↑ ı Ø Þ ◌̊ ◌̄
      Æ ẞ Ð ª Ŋ Ħ ◌̛ & Ł ◌̋ ◌̌ ◌̆
      ¦ < > © ‚ ‘ ’ º × ÷ ◌̇
    `,
  },
  de: {
    plain: `
      ◌̂ 1 2 3 4 5 6 7 8 9 0 ß ◌́
      q w e r t z u i o p ü +
      a s d f g h j k l ö ä #
      < y x c v b n m , . -
    `,
    shift: `
      ° ! " § $ % & / ( ) = ? ◌̀
      Q W E R T Z U I O P Ü *
      A S D F G H J K L Ö Ä '
      > Y X C V B N M ; : _
    `,
    altGr: `
      ′ ¹ ² ³ ¼ ½ ¬ { [ ] } \\ ◌̧
      @ ſ € ¶ ŧ ← ↓ → ø þ ◌̈ ~
      æ ſ ð đ ŋ ħ ◌̣ ĸ ł ◌̋ ◌̂ ’
      | » « ¢ „ “ ” µ · … –
    `,
    altGrShift: `
      ″ ¡ ⅛ £ ¤ ⅜ ⅝ ⅞ ™ ± ° ¿ ◌̨
      Ω § € ® Ŧ ¥ ↑ ı Ø Þ ◌̊ ¯
      Æ ẞ Ð ª Ŋ Ħ ◌̇ & Ł ◌̣ ◌̌ ◌̆
      ␀ › ‹ © ‚ ‘ ’ º × ÷ —
    `,
  },
  fr: {
    plain: `
      ² & é " ' ( - è _ ç à ) =
      a z e r t y u i o p ◌̂ $
      q s d f g h j k l m ù *
      < w x c v b n , ; : !
    `,
    shift: `
      ~ 1 2 3 4 5 6 7 8 9 0 ° +
      A Z E R T Y U I O P ◌̈ £
      Q S D F G H J K L M % µ
      > W X C V B N ? . / §
    `,
    altGr: `
      ¬ ¹ ~ # { [ | \` \\ ^ @ ] }
      æ « € ¶ ŧ ← ↓ → ø þ ◌̈ ¤
      @ ß ð đ ŋ ħ ◌̉ ĸ ł µ ◌̂ ◌̀
      | ł » ¢ „ “ ” ◌́ • · ◌̣
    `,
    altGrShift: `
      ¬ ¡ ⅛ £ $ ⅜ ⅝ ⅞ ™ ± ° ¿ ◌̨
      Æ < ¢ ® Ŧ ¥ ↑ ı Ø Þ ◌̊ ◌̄
      Ω ẞ Ð ª Ŋ Ħ ◌̛ & Ł º ◌̌ ◌̆
      ¦ Ł > © ‚ ‘ ’ ◌̋ × ÷ ◌̇
    `,
  },
  es: {
    plain: `
      º 1 2 3 4 5 6 7 8 9 0 ' ¡
      q w e r t y u i o p ◌̀ +
      a s d f g h j k l ñ ◌́ ç
      < z x c v b n m , . -
    `,
    shift: `
      ª ! " · $ % & / ( ) = ? ¿
      Q W E R T Y U I O P ◌̂ *
      A S D F G H J K L Ñ ◌̈ Ç
      > Z X C V B N M ; : _
    `,
    altGr: `
      \\ | @ # ~ ½ ¬ { [ ] } \\ ◌̧
      @ ſ € ¶ ŧ ← ↓ → ø þ [ ]
      æ ß ð đ ŋ ħ ◌̉ ĸ ł ◌̃ { }
      | « » ¢ „ “ ” µ • · ◌̣
    `,
    altGrShift: `
      \\ ¡ ⅛ £ $ ⅜ ⅝ ⅞ ™ ± ° ¿ ◌̨
      Ω § ¢ ® Ŧ ¥ ↑ ı Ø Þ ◌̊ ◌̄
      Æ ẞ Ð ª Ŋ Ħ ◌̛ & Ł ◌̋ ◌̌ ◌̆
      ¦ < > © ‚ ‘ ’ º × ÷ ◌̇
    `,
  },
  it: {
    plain: `
      \\ 1 2 3 4 5 6 7 8 9 0 ' ì
      q w e r t y u i o p è +
      a s d f g h j k l ò à ù
      < z x c v b n m , . -
    `,
    shift: `
      | ! " £ $ % & / ( ) = ? ^
      Q W E R T Y U I O P é *
      A S D F G H J K L ç ° §
      > Z X C V B N M ; : _
    `,
    altGr: `
      ¬ ¹ ² ³ ¼ ½ ¬ { [ ] } \` ~
      @ ſ € ¶ ŧ ← ↓ → ø þ [ ]
      æ ß ð đ ŋ ħ ◌̉ ĸ ł @ # ◌̀
      « « » ¢ “ ” ñ µ ◌́ · ◌̄
    `,
    altGrShift: `
      ¦ ¡ ◌̋ ◌̃ ⅛ ⅜ ⅝ ⅞ ™ ± ◌̨ ¿ ◌̂
      Ω § ¢ ® Ŧ ¥ ↑ ı Ø Þ { }
      Æ ẞ Ð ª Ŋ Ħ ◌̛ & Ł ◌̧ ◌̊ ◌̆
      » < > © ‘ ’ Ñ º × ◌̈ ÷
    `,
  },
  br: {
    plain: `
      ' 1 2 3 4 5 6 7 8 9 0 - =
      q w e r t y u i o p ◌́ [
      a s d f g h j k l ç ◌̃ ]
      \\ z x c v b n m , . ; /
    `,
    shift: `
      " ! @ # $ % ◌̈ & * ( ) _ +
      Q W E R T Y U I O P ◌̀ {
      A S D F G H J K L Ç ◌̂ }
      | Z X C V B N M < > : ?
    `,
    altGr: `
      ¬ ¹ ² ³ £ ¢ ¬ { [ ] } \\ §
      / ? ° ® ŧ ← ↓ → ø þ ´ ª
      æ ß ð đ ŋ ħ ◌̉ ĸ ł ◌́ ~ º
      ◌̌ « » © „ “ ” µ • · ◌̣ °
    `,
    altGrShift: `
      ¬ ¡ ½ ¾ ¼ ⅜ ¨ ⅞ ™ ± ° ¿ ◌̨
      / ? ° ® Ŧ ¥ ↑ ı Ø Þ \` ◌̄
      Æ ẞ Ð ª Ŋ Ħ ◌̛ & Ł ◌̋ ^ º
      ◌̆ < > © ‚ ‘ ’ µ × ÷ ◌̇ ¿
    `,
  },
  se: {
    plain: `
      § 1 2 3 4 5 6 7 8 9 0 + ◌́
      q w e r t y u i o p å ◌̈
      a s d f g h j k l ö ä '
      < z x c v b n m , . -
    `,
    shift: `
      ½ ! " # ¤ % & / ( ) = ? ◌̀
      Q W E R T Y U I O P Å ◌̂
      A S D F G H J K L Ö Ä *
      > Z X C V B N M ; : _
    `,
    altGr: `
      ¶ ¡ @ £ $ € ¥ { [ ] } \\ ±
      @ ſ € ® þ ← ↓ → œ þ ◌̈ ◌̃
      ª ß ð đ ŋ ħ ◌̉ ĸ ł ø æ ´
      | « » © „ “ ” µ ◌̧ · ◌̣
    `,
    altGrShift: `
      ¾ ¹ ² ³ ¼ ¢ ⅝ ÷ « » ° ¿ ¬
      Ω § ¢ ® Þ ¥ ↑ ı Œ Þ ◌̊ ◌̌
      º ẞ Ð ª Ŋ Ħ ◌̛ & Ł Ø Æ ×
      ¦ < > © ‚ ‘ ’ º ◌̨ ◌̇ ◌̇
    `,
  },
  ch: {
    plain: `
      § 1 2 3 4 5 6 7 8 9 0 ' ◌̂
      q w e r t z u i o p ü ◌̈
      a s d f g h j k l ö ä $
      < y x c v b n m , . -
    `,
    shift: `
      ° + " * ç % & / ( ) = ? ◌̀
      Q W E R T Z U I O P è !
      A S D F G H J K L é à £
      > Y X C V B N M ; : _
    `,
    altGr: `
      ¬ | @ # ¼ ½ ¬ | ¢ ] } ◌́ ◌̃
      @ ſ € ¶ ŧ ← ↓ → œ þ [ ]
      æ ß ð đ ŋ ħ ◌̉ ĸ ł ◌́ { }
      \\ « » ¢ „ “ ” µ • · ◌̣
    `,
    altGrShift: `
      ¬ ¡ ⅛ £ $ ⅜ ⅝ ⅞ ™ ± ° ¿ ◌̨
      Ω § E ® Ŧ ¥ ↑ ı Œ Þ ◌̊ ◌̄
      Æ ẞ Ð ª Ŋ Ħ ◌̛ & Ł ◌̋ ◌̌ ◌̆
      ¦ < > © ‚ ‘ ’ º × ÷ ◌̇
    `,
  },
  jp: {
    plain: `
      ␀ 1 2 3 4 5 6 7 8 9 0 - ^ \\
      q w e r t y u i o p @ [
      a s d f g h j k l ; : ]
      ␀ z x c v b n m , . / \\
    `,
    shift: `
      ␀ ! " # $ % & ' ( ) ~ = ~ |
      Q W E R T Y U I O P \` {
      A S D F G H J K L + * }
      ␀ Z X C V B N M < > ? _
    `,
  },
  ru: {
    plain: `
      ё 1 2 3 4 5 6 7 8 9 0 - =
      й ц у к е н г ш щ з х ъ
      ф ы в а п р о л д ж э \\
      ␀ я ч с м и т ь б ю .
    `,
    shift: `
      Ё ! " № ; % : ? * ( ) _ +
      Й Ц У К Е Н Г Ш Щ З Х Ъ
      Ф Ы В А П Р О Л Д Ж Э /
      ␀ Я Ч С М И Т Ь Б Ю ,
    `,
  },
} as const satisfies Record<string, LayoutTable>;
