using System.Security.Cryptography;
using System.Text;

namespace Storehouse.Identity.Pages;

/// <summary>The one style sheet, which stands in each page; the content policy admits it by its digest.</summary>
public static class PageStyle
{
    public const string Text = """

        :root { color-scheme: light dark; --line: #767676; --back: #fff; --text: #1b1b1b; --strong: #0b5394;
          --onstrong: #fff; --bad: #a3140f; }
        @media (prefers-color-scheme: dark) {
          :root { --line: #8c8c8c; --back: #161616; --text: #ececec; --strong: #9ecbff; --onstrong: #10243a;
            --bad: #ffb3ad; } }
        body { font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0 auto;
          max-width: 28rem; padding: 2rem 1rem; }
        header { font-weight: 600; margin-bottom: 1.5rem; }
        h1 { font-size: 1.5rem; line-height: 1.25; }
        label { display: block; font-weight: 600; margin-top: 1rem; }
        input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; margin-top: .25rem;
          color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .25rem; }
        input[aria-invalid=true] { border-color: var(--bad); }
        button { font: inherit; font-weight: 600; padding: .5rem 1.25rem; margin: 1.5rem .5rem 0 0; cursor: pointer;
          color: var(--onstrong); background: var(--strong); border: 1px solid var(--strong);
          border-radius: .25rem; }
        button.other { color: inherit; background: transparent; border-color: var(--line); }
        a { color: var(--strong); }
        :focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
        .fault { color: var(--bad); font-weight: 600; }
        .hint { margin: .25rem 0 0; font-size: .875rem; }
        code { overflow-wrap: anywhere; }
        h2 { font-size: 1.125rem; margin-top: 2rem; }
        dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
        .things { list-style: none; padding: 0; }
        .things li { border-top: 1px solid var(--line); padding: .5rem 0; }
        .things p { margin: 0; } .things .hint { display: block; overflow-wrap: anywhere; }
        .things button { margin-top: .5rem; padding: .25rem .75rem; }
        .codes { list-style: none; padding: 0; columns: 2; font-size: 1.125rem; }
        .qr { width: 14rem; height: 14rem; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap; }
        [hidden] { display: none; }

        """;

    /// <summary>As a content policy names it.</summary>
    public static string Source { get; } =
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
}
