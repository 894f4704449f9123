using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>A page of rows that are listed oldest first, of which one more was asked for than is shown.</summary>
/// <param name="limit">How many rows are shown.</param>
/// <param name="id">Reads a row's id, behind which the next page begins.</param>
internal sealed class PageOfRows(int limit, Func<JsonElement, string> id)
{
    private string? _last;

    /// <summary>Returns the rows that are shown.</summary>
    public JsonElement Cut(JsonElement rows)
    {
        var all = rows.Rows();
        _last = all.Count > limit ? id(all[limit - 1]) : null;
        return JsonSerializer.SerializeToElement(all.Take(limit));
    }

    /// <summary>Returns what a listing says besides its rows.</summary>
    public IEnumerable<string> Notes() =>
        _last is null ? [] : [$"The first {limit} are shown; further ones: --after {_last}, or --limit N."];
}
