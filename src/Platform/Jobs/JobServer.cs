using System.Text.Json;
using Hangfire;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Jobs;

/// <summary>Runs this process's jobs; begins as soon as the store answers.</summary>
internal sealed class JobServer(
    JobEngine engine, IEnumerable<JobDefinition> definitions, TimeProvider time, ILogger<JobServer> log)
    : SteadyService(time, log)
{
    private readonly IReadOnlyList<JobDefinition> _definitions = [.. definitions];

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (_definitions.Count == 0)
            return;
        // The engine's own calls block.
        await Task.Yield();
        Announce();
        engine.Recover(_definitions.Select(d => d.Name));
        using var server = engine.Start([.. _definitions.Select(d => d.Name)]);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, stoppingToken);
        }
        finally
        {
            server.SendStop();
            await server.WaitForShutdownAsync(CancellationToken.None);
        }
    }

    /// <summary>Writes what there is into the store, for every node to list, and when each runs.</summary>
    private void Announce()
    {
        using (var connection = engine.Storage.GetConnection())
        {
            connection.SetRangeInHash(JobBoard.Announced, _definitions.Select(d => KeyValuePair.Create(
                d.Name,
                JsonSerializer.Serialize(new AnnouncedJob(d.Summary, d.Cron, d.TakesArguments), JsonSerializerOptions.Web))));
        }

        var calendar = engine.Calendar();
        foreach (var definition in _definitions)
        {
            if (definition.Cron is { } cron)
                calendar.AddOrUpdate(
                    definition.Name,
                    JobEngine.RunOf(definition.Name, arguments: null),
                    cron,
                    new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
            else
                calendar.RemoveIfExists(definition.Name);
        }
    }
}
