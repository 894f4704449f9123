using System.Text.RegularExpressions;

namespace Hub.Importing.Proposing;

/// <summary>Names of the field in the forms that addresses, parameters and variables have.</summary>
internal static partial class Words
{
    /// <summary><c>GetVATRate</c>, <c>get_vat_rate</c> → get, vat, rate.</summary>
    public static IReadOnlyList<string> Of(string name) => [.. Word.Matches(name).Select(m => m.Value.ToLowerInvariant())];

    /// <summary><c>get-vat-rate</c>; <c>x</c> where nothing of the name is left.</summary>
    public static string Kebab(IEnumerable<string> words) => string.Join('-', words) is { Length: > 0 } name ? name : "x";

    /// <summary><c>getVatRate</c>.</summary>
    public static string Camel(string name) =>
        string.Concat(
            Of(name).Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])) is { Length: > 0 } camel
            ? char.IsAsciiDigit(camel[0]) ? $"n{camel}" : camel
            : "x";

    /// <summary><c>BILLING</c> of <c>billing</c>, for environment variables.</summary>
    public static string Variable(string name) => string.Join('_', Of(name)).ToUpperInvariant();

    [GeneratedRegex(
        "[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+",
        RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Word { get; }
}
