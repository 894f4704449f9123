using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Hub.Importing.Catalogues;

/// <summary>
/// Reads the only values of a column from a CHECK, as each database writes it down: <c>status IN ('A', 'B')</c>,
/// <c>status = ANY (ARRAY['A'::text, 'B'::text])</c>, <c>[status]='A' OR [status]='B'</c>.
/// </summary>
internal static partial class CheckValues
{
    private const int LongestText = 100_000;
    private const int MostValues = 200;
    private const int LongestValue = 100;

    /// <summary>Returns the values; none where the text says anything else of the column, or more than this.</summary>
    /// <param name="text">The constraint, or the statement that made the table.</param>
    /// <param name="column">The column; <c>VALUE</c> in a domain's.</param>
    public static ImmutableArray<string> Of(string text, string column)
    {
        if (text.Length > LongestText)
            return [];
        var tokens = Token.Matches(text).Select(m => m.Value).ToList();
        return Conditions(tokens).Select(c => Read(c, column)).FirstOrDefault(v => !v.IsEmpty, []);
    }

    /// <summary>Whether values can stand in a plan.</summary>
    public static bool AreSayable(IReadOnlyCollection<string> values) =>
        values.Count is > 0 and <= MostValues && values.All(v => v.Length <= LongestValue && !v.Any(char.IsControl)
            && !v.Contains("${", StringComparison.Ordinal));

    // What stands in the parentheses after each CHECK; without one, all of it.
    private static IEnumerable<List<string>> Conditions(List<string> tokens)
    {
        var found = false;
        for (var i = 0; i < tokens.Count - 1; i++)
        {
            if (!tokens[i].Equals("CHECK", StringComparison.OrdinalIgnoreCase) || tokens[i + 1] != "(")
                continue;
            found = true;
            var (end, depth) = (i + 1, 0);
            do
                depth += tokens[end] switch { "(" => 1, ")" => -1, _ => 0 };
            while (depth > 0 && ++end < tokens.Count);
            yield return tokens[(i + 1)..Math.Min(end, tokens.Count)];
        }

        if (!found)
            yield return tokens;
    }

    private static ImmutableArray<string> Read(List<string> condition, string column)
    {
        var words = WithoutCasts(condition).Where(t => t is not ("(" or ")" or "[" or "]" or ",")).ToList();
        var values = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < words.Count;)
        {
            if (i > 0 && !Is(words, i++, "OR"))
                return [];
            if (!IsColumn(words, i++, column))
                return [];
            if (Is(words, i, "IS") && Is(words, i + 1, "NULL"))
            {
                i += 2;
                continue;
            }

            var several = Is(words, i, "IN") || (Is(words, i, "=") && Is(words, i + 1, "ANY") && Is(words, i + 2, "ARRAY"));
            if (!several && !Is(words, i, "="))
                return [];
            i += several && Is(words, i, "=") ? 3 : 1;
            var before = values.Count;
            while (i < words.Count && Literal(words[i]) is { } value && (several || values.Count == before))
            {
                values.Add(value);
                i++;
            }

            if (values.Count == before)
                return [];
        }

        return [.. values.Distinct(StringComparer.Ordinal)];
    }

    // 'A'::character varying, (status)::text[], N'A', numeric(5,2).
    private static IEnumerable<string> WithoutCasts(List<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] != "::")
            {
                yield return tokens[i].StartsWith("N'", StringComparison.Ordinal) ? tokens[i][1..] : tokens[i];
                continue;
            }

            while (i + 1 < tokens.Count
                && (char.IsLetter(tokens[i + 1][0]) || tokens[i + 1] is "[" or "]" || tokens[i + 1][0] == '"')
                && !Logical.Contains(tokens[i + 1], StringComparer.OrdinalIgnoreCase))
                i++;
            if (i + 2 < tokens.Count && tokens[i + 1] == "(" && char.IsDigit(tokens[i + 2][0]))
                i = tokens.IndexOf(")", i + 1);
            if (i < 0)
                yield break;
        }
    }

    private static readonly string[] Logical = ["OR", "AND", "IN", "IS", "NOT"];

    private static bool Is(List<string> words, int at, string word) =>
        at < words.Count && words[at].Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsColumn(List<string> words, int at, string column) =>
        at < words.Count && words[at][0] is not '\'' && words[at].Trim('"', '`', '[', ']')
            .Equals(column, StringComparison.OrdinalIgnoreCase);

    private static string? Literal(string word) =>
        word is ['\'', .., '\''] ? word[1..^1].Replace("''", "'", StringComparison.Ordinal)
        : char.IsDigit(word[0]) || (word[0] == '-' && word.Length > 1) ? word
        : null;

    [GeneratedRegex(
        """N?'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\[[A-Za-z_][^\]']*\]|-?[0-9]+(?:\.[0-9]+)?|[\p{L}_][\p{L}\p{Nd}_$]*|::|[^\s]""",
        RegexOptions.NonBacktracking,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Token { get; }
}
