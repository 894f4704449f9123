using System.Text.RegularExpressions;

namespace Hub.Soap.Copying;

/// <summary>Where the copies of a WSDL's files lie: as they lay to each other, where that can be, else side by side.</summary>
internal sealed partial class ContractNaming
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private Uri? _folder;

    /// <param name="found">Where it was read; the first one is the WSDL itself.</param>
    /// <param name="root">Its root element, which says what it is.</param>
    public string Of(Uri found, string root)
    {
        _folder ??= new Uri(found, ".");
        var extension = root == "schema" ? ".xsd" : ".wsdl";
        var below = _folder.MakeRelativeUri(new Uri(found.GetLeftPart(UriPartial.Path)));
        // What lies above the WSDL, or elsewhere, comes beside it.
        var path = below.IsAbsoluteUri || below.OriginalString.StartsWith("..", StringComparison.Ordinal)
            ? found.Segments[^1]
            : below.OriginalString;
        var parts = path.Split('/').Select(p => Plain(Uri.UnescapeDataString(p))).Where(p => p.Length > 0).ToList();
        if (parts.Count == 0)
            parts.Add(root == "schema" ? "schema" : "service");
        // One address serves many files by ?xsd=1, as stacks do that write them themselves.
        var query = Plain(Uri.UnescapeDataString(found.Query.TrimStart('?')).Split('=')[^1]);
        var name = Extension.Replace(parts[^1], "");
        if (query.Length > 0
            && !query.Equals("wsdl", StringComparison.OrdinalIgnoreCase)
            && !query.Equals("singleWsdl", StringComparison.OrdinalIgnoreCase))
            name = query.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? query[..^extension.Length] : $"{name}-{query}";
        var folder = string.Concat(parts.SkipLast(1).Select(p => p + "/"));
        var chosen = folder + name + extension;
        for (var number = 2; !_taken.Add(chosen); number++)
            chosen = $"{folder}{name}-{number}{extension}";
        return chosen;
    }

    /// <summary>How one file refers to another.</summary>
    public static string Relative(string from, string to)
    {
        var (here, there) = (from.Split('/'), to.Split('/'));
        var common = here.SkipLast(1).Zip(there.SkipLast(1)).TakeWhile(p => p.First == p.Second).Count();
        return string.Concat(Enumerable.Repeat("../", here.Length - 1 - common)) + string.Join('/', there.Skip(common));
    }

    // Names that any file system takes, none of which leads elsewhere.
    private static string Plain(string name) => Odd.Replace(name, "-").TrimStart('.', '-').TrimEnd('.', '-', ' ');

    [GeneratedRegex(
        @"\.(wsdl|xsd|xml|asmx|svc|php|jws)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Extension { get; }

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Odd { get; }
}
