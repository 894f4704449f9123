using System.CommandLine;
using System.Data.Common;
using System.Text.Json;
using Hub.Facade.Cutover;
using Hub.Host.Shell;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Commands;

/// <summary>
/// Brings back an earlier plan of the store while no hub runs, where the newest cannot be served: appends a revision with the
/// newest plan that can be, routes staying where they stand as far as that plan lets them.
/// </summary>
internal static class PlanRescueCommand
{
    public static Command Create()
    {
        var (folder, environment, converters) = (UpOptions.Plan(), UpOptions.Environment(), UpOptions.ConvertersFolder());
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var rights = new ReferenceOptions(data);
        var list = new Option<bool>("--list")
        {
            Description = "Change nothing; show the store's plans and whether each can be served here.",
        };
        var number = new Option<long?>("--revision")
        {
            Description = "Bring back this revision's plan instead of the newest that can be served.",
            HelpName = "N",
        };
        var reason = new Option<string>("--reason")
        {
            Description = "The reason, which is kept with the revision and in the audit log.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "the newest plan cannot be served",
        };
        var command = new Command(
            "rescue",
            "Brings back an earlier plan while no hub runs on the store. "
            + "What the plans refer to is set and allowed as for ./hub up.")
        {
            data, list, number, reason, folder, environment, converters, json, HubOptions.Wide,
        };
        rights.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var store = StoreOptions.FromEnvironment();
            RequireStore(parsed.GetValue(data)!, store);
            using var taken = DataFolderLock.Take(parsed.GetValue(data)!, Terminal.Error);
            // The demo's plan takes addresses from the landscape, which does not run now.
            var references = rights.Read(parsed).For(
                parsed.GetValue(folder)!, parsed.GetValue(environment),
                DemoLandscape.Read(parsed.GetValue(folder)!)?.StandIns);
            await using var services = HubApplication.CreateOffline(
                parsed.GetValue(data)!, references, parsed.GetValue(converters), store);
            try
            {
                await services.MigratePlatformAsync();
                return parsed.GetValue(list)
                    ? await ListAsync(services, parsed.GetValue(json))
                    : await RescueAsync(services, parsed.GetValue(number), parsed.GetValue(reason)!);
            }
            catch (Exception e) when (e is DbException or NewerStoreException)
            {
                throw new CommandFailedException($"The store cannot be used: {e.Message}");
            }
        });
        return command;
    }

    // A mistyped folder must neither be made nor have its rights changed.
    private static void RequireStore(string data, StoreOptions store)
    {
        if (!Directory.Exists(data))
            throw new CommandFailedException(
                $"There is no folder '{data}': name the hub's own with --data, as in --data {HubOptions.DefaultData}.",
                CommandLine.WrongUsage);
        if (store.Postgres is null && !Directory.EnumerateFiles(data, "*.db").Any())
            throw new CommandFailedException(
                $"The folder '{data}' has no hub's store: "
                + $"name the hub's own with --data, as in --data {HubOptions.DefaultData}.",
                CommandLine.WrongUsage);
    }

    private static async Task<int> ListAsync(IServiceProvider services, bool json)
    {
        var plans = new List<StoredPlan>();
        foreach (var revision in await services.GetRequiredService<RevisionLog>().ListNewestOfPlansAsync())
        {
            var (_, why) = await services.GetRequiredService<ServablePlans>().FindAsync(revision);
            plans.Add(new StoredPlan(revision.Number, revision.At, revision.Author, revision.PlanHash, why));
        }

        if (json)
        {
            Listing.PrintJson(JsonSerializer.SerializeToElement(plans, JsonSerializerOptions.Web));
            return CommandLine.Done;
        }

        ListingTable.Of(
            plans,
            "The store has no revision yet.",
            ("revision", r => $"{r.Number}"),
            ("can be served", r => r.Problem is not null ? "no" : "yes"),
            ("plan", r => r.Plan[..12]),
            ("at", r => ApiRecords.Time(r.At)),
            ("by", r => r.Actor)).Print();
        // Of several plans the same is often wrong.
        foreach (var alike in plans.Where(r => r.Problem is not null)
            .GroupBy(r => WithoutPlan(r.Problem!), StringComparer.Ordinal))
            Terminal.Out.WriteLine(
                $"note: the plan of revision {string.Join(", ", alike.Select(r => r.Number))} cannot be served: "
                + alike.Key);
        if (await AdviseAsync(services) is { } advice)
            Terminal.Out.WriteLine($"note: {advice}");
        return CommandLine.Done;
    }

    /// <summary>A problem without the name of its plan, <c>store plan 0123456789ab… (revision 3), </c>.</summary>
    private static string WithoutPlan(string problem) =>
        problem.StartsWith("store plan ", StringComparison.Ordinal)
        && problem.IndexOf("), ", StringComparison.Ordinal) is > 0 and var end
            ? problem[(end + 3)..]
            : problem;

    /// <summary>Returns how to allow the variables that the store's plans refer to and may not read; null without one.</summary>
    private static async Task<string?> AdviseAsync(IServiceProvider services)
    {
        var (references, store) = (services.GetRequiredService<PlanReferences>(), services.GetRequiredService<PlanStore>());
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var revision in await services.GetRequiredService<RevisionLog>().ListNewestOfPlansAsync())
        {
            try
            {
                if (await store.FindAsync(revision.PlanHash) is { } bundle)
                    names.UnionWith(references.NotAllowedIn(bundle));
            }
            catch (InvalidDataException)
            {
                // Changed in the store: no variable makes it servable.
            }
        }

        return names.Count == 0 ? null
            : "allow what the plans refer to, as for ./hub up: "
                + string.Join(' ', names.Select(n => $"--env-allow {n}"))
                + ", or --plan DIR with the folder whose files refer to it; --secrets DIR where they refer to files.";
    }

    private static async Task<int> RescueAsync(IServiceProvider services, long? number, string reason)
    {
        if (services.GetRequiredService<Stores>().AreShared
            && (await services.GetRequiredService<NodeRegistry>().ListAsync()).FirstOrDefault(n => n.Live) is { } live)
            throw new CommandFailedException(
                $"{live.Name} runs on this store: repair it with ./hub plan apply, or stop every hub first.");
        var log = services.GetRequiredService<RevisionLog>();
        var plans = services.GetRequiredService<ServablePlans>();
        var newest = await log.FindNewestAsync()
            ?? throw new CommandFailedException("The store has no revision yet; ./hub up takes the plan's files into it.");
        if (number is null && (await plans.FindAsync(newest)).Plan is not null)
        {
            Terminal.Out.WriteLine($"Revision {newest.Number} can be served; there is nothing to rescue.");
            return CommandLine.Done;
        }

        var (source, plan) = number is { } wanted
            ? await FindAsync(log, plans, wanted)
            : await FindNewestAsync(log, plans, newest, await AdviseAsync(services));
        var kept = KeptStates.Of(plan, newest.States);
        var author = $"{Environment.UserName} (offline)";
        DiskReserve.Grant();
        var revision = await log.AppendAsync(newest.Number, plan.Hash, kept.States, author, reason)
            ?? throw new CommandFailedException("Another process appended a revision meanwhile; look with --list.");
        await services.GetRequiredService<AuditLog>().AppendAsync(
            author, "plan rescue", "plan", "done",
            $"plan {plan.Hash} of revision {source.Number}, revision {revision.Number}; reason: {reason}");
        Terminal.Out.WriteLine(
            $"Revision {revision.Number} has the plan of revision {source.Number} ({plan.Hash[..12]}); start the hub again.");
        foreach (var route in kept.Reset)
            Terminal.Out.WriteLine($"note: {route} stands at legacy, for that plan has no place for where it stood");
        return CommandLine.Done;
    }

    private static async Task<(Revision Source, MigrationPlan Plan)> FindAsync(
        RevisionLog log, ServablePlans plans, long number)
    {
        var source = await log.FindAsync(number) ?? throw new CommandFailedException(
            $"--revision: there is no revision {number}; ./hub plan rescue --list shows which there are.",
            CommandLine.WrongUsage);
        var (plan, why) = await plans.FindAsync(source);
        return plan is not null
            ? (source, plan)
            : throw new CommandFailedException($"The plan of revision {number} cannot be served here: {why}");
    }

    private static async Task<(Revision Source, MigrationPlan Plan)> FindNewestAsync(
        RevisionLog log, ServablePlans plans, Revision newest, string? advice)
    {
        foreach (var source in (await log.ListNewestOfPlansAsync()).Where(r => r.PlanHash != newest.PlanHash))
        {
            if ((await plans.FindAsync(source)).Plan is { } plan)
                return (source, plan);
        }

        throw new CommandFailedException(
            "None of the store's plans can be served here; --list says why. "
            + (advice is null ? "Set what they refer to" : char.ToUpperInvariant(advice[0]) + advice[1..].TrimEnd('.'))
            + ", or start the hub, which comes up with its own surface, and give it a plan with ./hub plan apply.");
    }

    /// <param name="Number">The newest revision that has the plan.</param>
    /// <param name="At">When it was appended.</param>
    /// <param name="Actor">Who did.</param>
    /// <param name="Plan">The plan's hash.</param>
    /// <param name="Problem">Why it cannot be served here; null where it can.</param>
    private sealed record StoredPlan(long Number, DateTimeOffset At, string Actor, string Plan, string? Problem);
}
