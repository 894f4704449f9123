using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Facade.Shadowing;

/// <summary>
/// Writes the shape of a request: of what form the values in its path are, and which query parameters it has, without any value:
/// <c>id=A-9 ?limit&amp;status</c>.
/// </summary>
internal static class RequestShape
{
    /// <summary>The longest shape, in characters.</summary>
    public const int Longest = 256;

    private const int LongestValue = 24;
    private const int LongestName = 40;
    private const int MostNames = 16;

    /// <summary>Writes the shape, and returns how many characters it has: 0 where the request has no parameters.</summary>
    /// <param name="request">The request.</param>
    /// <param name="shape">Takes <see cref="Longest"/> characters.</param>
    public static int Write(HttpRequest request, Span<char> shape)
    {
        var length = 0;
        foreach (var (name, value) in request.RouteValues)
        {
            // Form and name fit, and what has no place any more makes no further shape.
            if (value is not string text || shape.Length - length < LongestName + LongestValue + 2)
                continue;
            if (length > 0)
                shape[length++] = ' ';
            length += Copy(name, shape[length..]);
            shape[length++] = '=';
            length += WriteForm(text, shape[length..]);
        }

        return length + WriteNames(request.QueryString.Value, shape[length..], isFirst: length == 0);
    }

    /// <summary>Writes names of query parameters, each once, in the order of their letters.</summary>
    private static int WriteNames(string? query, Span<char> shape, bool isFirst)
    {
        if (string.IsNullOrEmpty(query))
            return 0;
        Span<char> names = stackalloc char[MostNames * LongestName];
        Span<Range> sorted = stackalloc Range[MostNames];
        var (used, count) = (0, 0);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (count == MostNames)
                break;
            var end = used + Copy(pair.DecodeName().Span, names[used..]);
            if (Insert(used..end, names, sorted[..(count + 1)]))
                (used, count) = (end, count + 1);
        }

        var length = 0;
        foreach (var range in sorted[..count])
        {
            var name = names[range];
            if (shape.Length - length < name.Length + 2)
                break;
            if (length == 0 && !isFirst)
                shape[length++] = ' ';
            shape[length++] = range.Equals(sorted[0]) ? '?' : '&';
            name.CopyTo(shape[length..]);
            length += name.Length;
        }

        return length;
    }

    /// <summary>Puts a name where it belongs among those before it; false where it is there already.</summary>
    private static bool Insert(Range added, ReadOnlySpan<char> names, Span<Range> sorted)
    {
        var at = sorted.Length - 1;
        for (; at > 0; at--)
        {
            var order = names[sorted[at - 1]].SequenceCompareTo(names[added]);
            if (order == 0)
                return false;
            if (order < 0)
                break;
        }

        sorted[at..^1].CopyTo(sorted[(at + 1)..]);
        sorted[at] = added;
        return true;
    }

    // A caller may make up names: what no name of a parameter looks like is left out.
    private static int Copy(ReadOnlySpan<char> name, Span<char> to)
    {
        if (name.Length is 0 or > LongestName || name.ContainsAnyExcept(NameCharacters))
            name = "…";
        name.CopyTo(to);
        return name.Length;
    }

    /// <summary>Writes a value's form: letters as A, digits as 9, both mixed as X.</summary>
    private static int WriteForm(string value, Span<char> form)
    {
        if (Guid.TryParse(value, out _))
            return Copy("uuid", form);
        var length = 0;
        foreach (var character in value)
        {
            var kind = char.IsAsciiDigit(character) ? '9' : char.IsLetterOrDigit(character) ? 'A'
                : Separators.Contains(character) ? character : '*';
            if (length > 0 && form[length - 1] is '9' or 'A' or 'X' && kind is '9' or 'A')
            {
                if (form[length - 1] != kind)
                    form[length - 1] = 'X';
                continue;
            }

            if (length == LongestValue)
                break;
            form[length++] = kind;
        }

        return length;
    }

    private const string Separators = "-_.:/";
    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.[]$");
}
