using Hub.Platform.Identity;
using Hub.Sync.Applying;
using Hub.Sync.Conflicts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Sync;

/// <summary>Which capabilities something is done to: a stream is an entity's, and an entity is a capability's.</summary>
internal static class SyncScope
{
    public static async ValueTask<IReadOnlyList<string>> OfParkedAsync(HttpContext context)
    {
        var parked = context.RequestServices.GetRequiredService<ParkedChanges>();
        var id = context.GetRouteValue("id")!.ToString()!;
        return await parked.FindAsync(id) is { } message ? [message.Stream.Split(": ")[0]] : [];
    }

    public static async ValueTask<IReadOnlyList<string>> OfDroppedAsync(HttpContext context)
    {
        var dropped = context.RequestServices.GetRequiredService<DroppedChanges>();
        var id = context.GetRouteValue("id")!.ToString()!;
        return await dropped.FindAsync(id) is { } record ? [record.Stream.Split(": ")[0]] : [];
    }

    public static async ValueTask<IReadOnlyList<string>> OfConflictAsync(HttpContext context)
    {
        var conflicts = context.RequestServices.GetRequiredService<ConflictStore>();
        return await conflicts.FindAsync(context.GetRouteValue("id")!.ToString()!) is { } conflict ? [conflict.Pair.Entity] : [];
    }

    // A link is named as its capability.
    public static ValueTask<IReadOnlyList<string>> OfLink(HttpContext context) =>
        ValueTask.FromResult<IReadOnlyList<string>>([context.GetRouteValue("link")!.ToString()!]);

    /// <summary>Returns the link that a search names; where it names none, only who may do it to all links may.</summary>
    public static ValueTask<IReadOnlyList<string>> OfSearch(HttpContext context) => ValueTask.FromResult<IReadOnlyList<string>>(
        context.Request.Query["link"] is [{ Length: > 0 } link] ? [link] : [AccessGrant.Everything]);
}
