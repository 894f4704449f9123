using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Sync.Feeding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Sync;

/// <summary>What both sides of a link agree on, for consumers: change by change, and record by record.</summary>
public static class FeedEndpoints
{
    /// <summary>Maps the feed of each entity under a group, <c>/hub/feed</c>.</summary>
    public static RouteGroupBuilder MapFeed(this RouteGroupBuilder group)
    {
        group.MapGet("/{entity}", ReadAsync)
            .WithSummary("Reads the changes of an entity that both sides agree on, as CloudEvents or server-sent events.")
            .Produces<CloudEvent[]>(StatusCodes.Status200OK, CloudEvent.BatchMediaType)
            .TakesQuery(FeedQuery.Names)
            .WithMetadata(Readers);
        return group;
    }

    /// <summary>Maps the agreed records of each entity under a group, <c>/hub/records</c>.</summary>
    public static RouteGroupBuilder MapRecords(this RouteGroupBuilder group)
    {
        group.MapGet("/{entity}", ListAsync)
            .WithSummary("Lists the records of an entity as both sides agree on them; fields of the contract are filters.")
            .Produces<AgreedPage>()
            .ReadsQuery(RecordFilter.Names)
            .WithMetadata(Readers);
        group.MapGet("/{entity}/{key}", FindAsync)
            .WithSummary("Finds a record as both sides agree on it.")
            .Produces<AgreedRecord>()
            .WithMetadata(Readers);
        return group;
    }

    private static AccessRequirement Readers => new(AccessRole.Consumer)
    {
        Capabilities = context =>
            ValueTask.FromResult<IReadOnlyList<string>>([context.GetRouteValue("entity")!.ToString()!]),
    };

    private static async Task<IResult> ReadAsync(
        string entity, HttpContext context, FeedReader reader, CurrentRouting routing)
    {
        if (SyncEndpoints.FindUnknown(entity, routing) is { } unknown)
            return unknown;
        var (query, fault) = FeedQuery.Read(context.Request);
        if (fault is not null)
            return fault;
        (var cursor, fault) = FeedReader.Begin(entity, query.After);
        if (fault is not null)
            return fault;
        var services = context.RequestServices;
        var closing = services.GetService<Readiness>()?.Closing
            ?? services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        (var page, fault) = query is { WantsEvents: false, Wait.Ticks: > 0 }
            ? await WaitAsync(context, reader, entity, cursor, query, closing)
            : await reader.ReadAsync(entity, cursor, query.Limit);
        if (page is null)
            return fault!;
        return query.WantsEvents
            ? new FeedStream(reader, page, query.Limit, () => IsAllowedAsync(context, entity), closing)
            : new FeedAnswer(page, query.Limit);
    }

    private static async Task<(FeedPage? Page, Problem? Fault)> WaitAsync(
        HttpContext context, FeedReader reader, string entity, FeedCursor? cursor, FeedQuery query, CancellationToken closing)
    {
        using var place = reader.TryEnter(context.User.Identity?.Name, out var full);
        if (place is null)
            return (null, full);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing);
        return await reader.ReadOrWaitAsync(entity, cursor, query.Limit, query.Wait, either.Token);
    }

    // A stream outlives no token.
    private static async Task<bool> IsAllowedAsync(HttpContext context, string entity)
    {
        const string Bearer = "Bearer ";
        if (context.RequestServices.GetService<AccessTokens>() is not { } tokens)
            return true;
        var sent = context.Request.Headers.Authorization.ToString();
        return sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && await tokens.FindAsync(sent[Bearer.Length..].Trim()) is { Role: >= AccessRole.Consumer } grant
            && grant.Covers(entity);
    }

    private static async Task<IResult> ListAsync(
        string entity, HttpContext context, AgreedRecords records, CurrentRouting routing, TimeProvider time,
        IEnumerable<EntityContract> contracts)
    {
        if (SyncEndpoints.FindUnknown(entity, routing) is { } unknown)
            return unknown;
        var link = routing.Snapshot.Plan.Capabilities.First(c => c.Name == entity).Link!;
        var contract = contracts.FirstOrDefault(c => c.Side == link.New.ToString() && c.Entity == entity);
        var (filter, fault) = RecordFilter.Read(
            entity, context.Request.Query, contract?.Schema, hasContent: !link.KeepsHashOnly, time.GetUtcNow());
        if (fault is not null)
            return fault;
        var (found, last) = await records.ListAsync(entity, filter);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new AgreedPage(found, last is null ? null : RecordFilter.CursorOf(entity, last)));
    }

    private static async Task<IResult> FindAsync(
        string entity, string key, HttpContext context, AgreedRecords records, CurrentRouting routing)
    {
        if (SyncEndpoints.FindUnknown(entity, routing) is { } unknown)
            return unknown;
        if (await records.FindAsync(entity, key) is not { } record)
            return new Problem(
                StatusCodes.Status404NotFound,
                $"Both sides agree on no record '{Spelling.Shorten(key)}' of {entity}: "
                + "it does not exist, or is not on both sides yet.");
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(record);
    }
}
