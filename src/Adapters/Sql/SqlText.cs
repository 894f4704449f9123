using System.Text.RegularExpressions;

namespace Hub.Adapters.Sql;

/// <summary>What a statement's text says about itself: its parameters, and the word each statement begins with.</summary>
/// <param name="Parameters">Every <c>@name</c> with its line.</param>
/// <param name="Verbs">The first word of every statement, upper case, with its line.</param>
internal sealed partial record SqlText(
    IReadOnlyList<(string Name, int Line)> Parameters, IReadOnlyList<(string Word, int Line)> Verbs)
{
    public static SqlText Read(string text)
    {
        var (parameters, verbs) = (new List<(string, int)>(), new List<(string, int)>());
        var (line, counted, begins) = (1, 0, true);
        foreach (Match token in Token.Matches(text))
        {
            line += text.AsSpan(counted, token.Index - counted).Count('\n');
            counted = token.Index;
            if (token.Groups["skip"].Success)
                continue;
            if (token.Groups["parameter"] is { Success: true } parameter)
                parameters.Add((parameter.Value, line));
            else if (token.Groups["word"] is { Success: true } word && begins)
                verbs.Add((word.Value.ToUpperInvariant(), line));
            // An opening bracket may stand before SELECT.
            begins = token.Value == ";" || (begins && token.Value == "(");
        }

        return new SqlText(parameters, verbs);
    }

    // Comments, texts and quoted names are passed over, $tag$…$tag$ of PostgreSQL too.
    [GeneratedRegex(
        """
        (?<skip>--[^\n]*|/\*.*?\*/|\s+)|'([^']|'')*'|"([^"]|"")*"|(?<tag>\$[A-Za-z_]*\$).*?\k<tag>|
        @@|(?<![@<])@(?<parameter>[A-Za-z_][A-Za-z0-9_]*)|(?<word>[A-Za-z_][A-Za-z0-9_$]*)|.
        """,
        RegexOptions.ExplicitCapture | RegexOptions.Singleline
            | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token { get; }
}
