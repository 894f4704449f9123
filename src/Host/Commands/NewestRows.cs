using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Asks for the newest rows of what is listed newest first, and finds out whether there are older ones.</summary>
/// <param name="limit">How many rows are wanted.</param>
/// <param name="beyond">How rows are shown that are older than the most that one request gives.</param>
/// <param name="number">Reads a row's number.</param>
internal sealed class NewestRows(int limit, string beyond, Func<JsonElement, long> number)
{
    /// <summary>As many rows as a request may ask for.</summary>
    public const int Most = 1000;

    private bool _older;

    /// <summary>Returns the newest rows.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="path">The address of the list, for a number of rows.</param>
    public async Task<JsonElement> AskAsync(HubClient hub, Func<int, string> path)
    {
        var asked = Math.Min(limit + 1, Most);
        var rows = (await hub.GetAsync(path(asked))).Rows();
        // Of as many as there can be in an answer the oldest tells it: rows are numbered from 1.
        _older = rows.Count > limit || (limit == Most && rows.Count == Most && number(rows[^1]) != 1);
        return JsonSerializer.SerializeToElement(rows.Take(limit));
    }

    /// <summary>Adds to a listing that it does not show all.</summary>
    public Listed Note(ListingTable table) => !_older ? new Listed(table)
        : new Listed(table, limit == Most
            ? $"The newest {limit} are shown; older ones: {beyond}."
            : $"The newest {limit} are shown; older ones: --limit {Math.Min(Most, limit * 5)}.");
}
