namespace Hub.Adapters.Sql;

/// <summary>What a statement's text says about itself: its parameters, and the word each statement begins with.</summary>
/// <param name="Parameters">Every <c>@name</c> with its line.</param>
/// <param name="Verbs">The first word of every statement, upper case, with its line.</param>
internal sealed record SqlText(
    IReadOnlyList<(string Name, int Line)> Parameters, IReadOnlyList<(string Word, int Line)> Verbs)
{
    /// <summary>Reads a text once from its beginning to its end, in a time that grows with its length only.</summary>
    public static SqlText Read(string text)
    {
        var (parameters, verbs) = (new List<(string, int)>(), new List<(string, int)>());
        var (line, begins) = (1, true);
        var tokens = new SqlTokens(text);
        for (var at = 0; at < text.Length;)
        {
            var (kind, end) = tokens.At(at);
            if (kind == SqlToken.Parameter)
                parameters.Add((text[(at + 1)..end], line));
            else if (kind == SqlToken.Word && begins)
                verbs.Add((text[at..end].ToUpperInvariant(), line));
            // An opening bracket may stand before SELECT.
            if (kind != SqlToken.Skipped)
                begins = kind == SqlToken.Other && (text[at] == ';' || (begins && text[at] == '('));
            line += text.AsSpan(at, end - at).Count('\n');
            at = end;
        }

        return new SqlText(parameters, verbs);
    }
}
