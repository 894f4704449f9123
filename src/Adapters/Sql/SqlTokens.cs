namespace Hub.Adapters.Sql;

/// <summary>What a piece of a statement is, as far as parameters and verbs are concerned.</summary>
internal enum SqlToken
{
    /// <summary>A comment or white space.</summary>
    Skipped,

    /// <summary>A text or a quoted name, which may hold anything; <c>$tag$…$tag$</c> of PostgreSQL too.</summary>
    Quoted,

    /// <summary><c>@name</c>.</summary>
    Parameter,

    /// <summary>A word.</summary>
    Word,

    /// <summary>Anything else, a character at a time.</summary>
    Other,
}

/// <summary>
/// Cuts a statement into tokens by hand: a regular expression with a time limit would fail on a machine that is busy, and one
/// without could take for ever.
/// </summary>
/// <param name="text">The statement.</param>
internal sealed class SqlTokens(string text)
{
    private Dictionary<string, int>? _lastTags;

    /// <summary>The token that begins at a place, and where it ends. What is not closed goes on to the end.</summary>
    public (SqlToken Kind, int End) At(int at) => text[at] switch
    {
        '\'' or '"' => (SqlToken.Quoted, EndOfQuoted(at)),
        '-' when Next(at) == '-' => (SqlToken.Skipped, Find("\n", at + 2, includes: false)),
        '/' when Next(at) == '*' => (SqlToken.Skipped, Find("*/", at + 2, includes: true)),
        '$' when EndOfTag(at) is { } end => EndOfTagged(at, end),
        '@' when Next(at) == '@' => (SqlToken.Other, at + 2),
        '@' when BeginsWord(Next(at)) && (at == 0 || text[at - 1] is not ('@' or '<')) =>
            (SqlToken.Parameter, EndOfWord(at + 1, dollars: false)),
        var c when char.IsWhiteSpace(c) => (SqlToken.Skipped, at + 1),
        var c when BeginsWord(c) => (SqlToken.Word, EndOfWord(at, dollars: true)),
        _ => (SqlToken.Other, at + 1),
    };

    private static bool BeginsWord(char c) => char.IsAsciiLetter(c) || c == '_';

    private char Next(int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    private int Find(string what, int from, bool includes) =>
        text.IndexOf(what, from, StringComparison.Ordinal) is >= 0 and var found
            ? found + (includes ? what.Length : 0)
            : text.Length;

    /// <summary>The end of a text in quotes, in which a quote stands twice.</summary>
    private int EndOfQuoted(int at)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] != text[at])
                continue;
            if (Next(i) != text[at])
                return i + 1;
            i++;
        }

        return text.Length;
    }

    private int EndOfWord(int at, bool dollars)
    {
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_' || (dollars && text[at] == '$')))
            at++;
        return at;
    }

    private int? EndOfTag(int at)
    {
        var end = at + 1;
        while (end < text.Length && BeginsWord(text[end]))
            end++;
        return end < text.Length && text[end] == '$' ? end + 1 : null;
    }

    private (SqlToken Kind, int End) EndOfTagged(int at, int end)
    {
        var tag = text[at..end];
        _lastTags ??= FindLastTags();
        return _lastTags[tag] >= end
            ? (SqlToken.Quoted, Find(tag, end, includes: true))
            : (SqlToken.Other, at + 1);
    }

    /// <summary>Where each tag stands last, so that one that stands alone is not searched for again and again.</summary>
    private Dictionary<string, int> FindLastTags()
    {
        var tags = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = text.IndexOf('$', StringComparison.Ordinal); at >= 0; at = text.IndexOf('$', at + 1))
            if (EndOfTag(at) is { } end)
                tags[text[at..end]] = at;
        return tags;
    }
}
