using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Architecture.Tests;

/// <summary>
/// Links of the documents lead somewhere: to a file of the repository and, after a <c>#</c>, to one of its headings.
/// </summary>
public sealed partial class LinksOfDocuments
{
    private static readonly string[] Folders = ["docs", "eng", "migration-plan", "src", "tests", "templates", "samples"];

    private static readonly Dictionary<string, string> Documents = Folders.SelectMany(folder => Projects.Texts(folder, "*.md"))
        .Concat(new[] { "README.md", "CHANGELOG.md" }.Select(path => (Path: path, Text: Projects.Text(path))))
        .ToDictionary(d => d.Path, d => d.Text, StringComparer.Ordinal);

    [Fact]
    public void Each_leads_somewhere()
    {
        var links = Documents.SelectMany(d => LinksOf(d.Key, d.Value)).ToList();
        links.Count.ShouldBeGreaterThan(200);
        links.Select(FaultOf).OfType<string>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Files dropped into a folder", "files-dropped-into-a-folder")]
    [InlineData("How good the guardrail and the gates are", "how-good-the-guardrail-and-the-gates-are")]
    [InlineData("`./hub` and C#, twice", "hub-and-c-twice")]
    public void A_heading_is_found_by_its_name(string heading, string name) => Name(heading).ShouldBe(name);

    [Theory]
    [InlineData("docs/README.md", "nowhere.md")]
    [InlineData("docs/README.md", "../README.md#nothing-of-this-name")]
    public void A_link_that_leads_nowhere_is_found(string document, string target) =>
        FaultOf((document, target)).ShouldNotBeNull();

    private static IEnumerable<(string Document, string Target)> LinksOf(string document, string text) =>
        from link in Link().Matches(Fenced().Replace(text, ""))
        let target = link.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        select (document, target);

    private static string? FaultOf((string Document, string Target) link)
    {
        var (path, heading) = link.Target.Split('#', 2) is [var file, var name] ? (file, name) : (link.Target, "");
        var to = path.Length == 0 ? link.Document : Resolved(link.Document, path);
        if (!Projects.Exists(to))
            return $"{link.Document}: there is no {to}";
        if (heading.Length > 0 && Documents.TryGetValue(to, out var text) && !Headings(text).Contains(heading))
            return $"{link.Document}: {to} has no heading '{heading}'";
        return null;
    }

    private static string Resolved(string document, string path)
    {
        var from = Path.GetDirectoryName(Path.GetFullPath($"/{document}"))!;
        return Path.GetFullPath(Path.Combine(from, path))[1..].Replace('\\', '/');
    }

    private static HashSet<string> Headings(string text) =>
        Heading().Matches(Fenced().Replace(text, "")).Select(m => Name(m.Groups["text"].Value)).ToHashSet(StringComparer.Ordinal);

    // As GitHub names them: small letters, blanks as hyphens, nothing else of punctuation.
    private static string Name(string heading)
    {
        var name = new StringBuilder();
        foreach (var c in heading.Trim().ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
                name.Append(c);
            else if (c == ' ')
                name.Append('-');
        }

        return name.ToString();
    }

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>[^\n]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Fenced();
}
