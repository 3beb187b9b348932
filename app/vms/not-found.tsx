// Here too, so that a wrong address ends no console that is open.
export { default } from "../not-found.tsx";
