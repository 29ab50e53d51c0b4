// Large lines of text for the meeting room; text is set as text, never as markup.
export default function ({ data, parentElement }) {
  const board = parentElement.querySelector(".board");
  const line = ({ look, text, chips }) => {
    const element = document.createElement("div");
    element.className = look;
    if (chips) {
      element.replaceChildren(...chips.map((chip) => {
        const one = document.createElement("span");
        one.className = "chip";
        one.textContent = chip;
        return one;
      }));
    } else {
      element.textContent = text;
    }
    return element;
  };
  board.replaceChildren(...data.lines.map(line));
}
