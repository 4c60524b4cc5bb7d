export { Announcer } from "../../shared/announcer";
export { announce } from "../../shared/said";
