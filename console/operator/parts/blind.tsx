import { Notice } from "../../shared/components";
import { useInside } from "../base/inside";
import { advise } from "../words/refusals";

/** Says that nobody can say whether somebody is under attack: silence would read as a no. */
export function Blind() {
  const { blind, alarms } = useInside();
  if (!blind) return null;
  return (
    <Notice kind="warn" title="It could not be looked for attacks">
      <p>
        {advise(blind).title}.{" "}
        {alarms.length ? "What stands here is from the last look that went well." : "So nobody listed means nothing."}{" "}
        It is looked again by itself.
      </p>
    </Notice>
  );
}
