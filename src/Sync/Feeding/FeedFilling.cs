using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Lifetime;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Feeding;

/// <summary>
/// Fills the feeds with the records that were bonded before there was a feed: once, page by page, so that changes go on between
/// the pages. A page that a kill cuts off is filled again; what changed since is in the feed already and stays.
/// </summary>
internal sealed class FeedFilling(
    HubStore store, FeedLog feed, CurrentRouting routing, ChangeParties parties, TimeProvider time, ILogger<FeedFilling> log)
    : SteadyService(time, log)
{
    private const int Page = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly SqlFile Sql = SqlFile.Of<FeedFilling>();

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var unfilled = await store.Database.ReadAsync(c => c.QueryAsync<string>(Sql["Unfilled"]));
            foreach (var entity in unfilled)
                while (await FillAsync(entity))
                    stoppingToken.ThrowIfCancellationRequested();
            if (!unfilled.Any())
                return;
            // An entity whose side is not registered yet, or whose link the plan does not have now.
            await Task.Delay(Pause, Time, stoppingToken);
        }
    }

    /// <summary>Fills one page; false where there is none, or not yet.</summary>
    internal async Task<bool> FillAsync(string entity)
    {
        var link = routing.IsLoaded ? routing.Snapshot.Plan.Capabilities.FirstOrDefault(c => c.Name == entity)?.Link : null;
        if (link is null || parties.FindTarget(link.New.ToString(), entity) is not { } side)
            return false;
        // The first of them is the key, as services have them.
        var keyField = (side as IComparingTarget)?.OwnFields.FirstOrDefault();
        var filled = await store.Database.WriteAsync((c, t) => FillAsync(c, t, entity, keyField));
        feed.Announce(entity);
        return filled == Page;
    }

    private async Task<int> FillAsync(DbConnection c, DbTransaction t, string entity, string? keyField)
    {
        var now = Microseconds.Of(Time.GetUtcNow());
        var (last, after) = (await c.QueryAsync<(long, string?)>(Sql["Take"], new { entity, now }, t)).SingleOrDefault();
        if (after is null)
            return 0;
        var bonds = (await c.QueryAsync<Bond>(Sql["Bonds"], new { entity, after, limit = Page }, t)).ToList();
        await c.ExecuteAsync(
            Sql["Fill"],
            bonds.Select((b, i) => new
            {
                entity, key = b.NewKey, number = last + 1 + i, hash = b.Hash, content = Whole(b, keyField), side = b.Origin,
                at = b.AgreedAt,
            }),
            t);
        var rest = bonds.Count == Page ? bonds[^1].LegacyKey : null;
        await c.ExecuteAsync(Sql["Pass"], new { entity, last = last + bonds.Count, after = rest }, t);
        return bonds.Count;
    }

    private string? Whole(Bond bond, string? keyField) => store.Records.Open(bond.Content) is { } content
        ? store.Records.Close(
            FeedEntry.Named(JsonNode.Parse(content)!.AsObject(), keyField, bond.NewKey).ToJsonString(FeedEntry.Plain))
        : null;

    private sealed record Bond(string LegacyKey, string NewKey, string Hash, string? Content, string Origin, long AgreedAt);
}
