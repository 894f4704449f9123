using System.Runtime.CompilerServices;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Reads a feed page by page, and knows where to go on.</summary>
/// <param name="hub">The hub.</param>
/// <param name="entity">The entity.</param>
/// <param name="after">The cursor that reading begins behind; null for the start of the feed.</param>
internal sealed class FeedPages(HubClient hub, string entity, string? after)
{
    private const int Page = 1000;

    /// <summary>The cursor behind the last event that was dealt with; null at the start.</summary>
    public string? Cursor { get; set; } = after;

    /// <summary>Reads the events, up to the last one there is or until it is cancelled.</summary>
    /// <param name="follows">Whether further ones are waited for.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async IAsyncEnumerable<JsonElement> ReadAsync(
        bool follows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var read = Cursor;
        while (true)
        {
            var page = await hub.GetAsync(
                $"hub/feed/{Uri.EscapeDataString(entity)}?limit={Page}"
                + (read is null ? "" : $"&after={Uri.EscapeDataString(read)}")
                + (follows ? "&wait=30s" : "")).WaitAsync(cancellation);
            foreach (var change in page.EnumerateArray())
            {
                cancellation.ThrowIfCancellationRequested();
                read = change.Text("cursor");
                yield return change;
            }

            if (page.GetArrayLength() == 0 && !follows)
                yield break;
        }
    }
}
