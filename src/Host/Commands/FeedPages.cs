using System.Runtime.CompilerServices;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Sync.Feeding;

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
    public async IAsyncEnumerable<(JsonElement Answer, CloudEvent Event)> ReadAsync(
        bool follows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = Cursor;
        while (true)
        {
            var page = await hub.GetAsync(
                $"hub/feed/{Uri.EscapeDataString(entity)}?limit={Page}"
                + (last is null ? "" : $"&after={Uri.EscapeDataString(last)}")
                + (follows ? "&wait=30s" : "")).WaitAsync(cancellation);
            foreach (var change in page.Rows())
            {
                cancellation.ThrowIfCancellationRequested();
                var read = change.Read<CloudEvent>();
                last = read.Cursor;
                yield return (change, read);
            }

            if (page.GetArrayLength() == 0 && !follows)
                yield break;
        }
    }
}
