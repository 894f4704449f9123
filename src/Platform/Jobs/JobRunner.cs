using Hangfire;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;
using Hub.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Jobs;

/// <summary>What the engine calls for every run. Its name and its method's stand in the store: neither may change.</summary>
internal sealed partial class JobRunner(
    IServiceProvider services, IEnumerable<JobDefinition> definitions, RecordSeal records, ILogger<JobRunner> log) : JobActivator
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, JobDefinition> _definitions =
        definitions.ToDictionary(d => d.Name, StringComparer.Ordinal);

    /// <inheritdoc />
    public override object ActivateJob(Type jobType) => this;

    [JobDisplayName("{0}")]
    public async Task RunAsync(string name, string? arguments, PerformContext? context, IJobCancellationToken stillMine)
    {
        ArgumentNullException.ThrowIfNull(context);
        var definition = _definitions.GetValueOrDefault(name)
            ?? throw new JobRefusedException($"This version of the hub has no job '{name}'.");
        Hold(name, context.BackgroundJob.Id, context.Storage);
        var run = new JobRun(
            context.BackgroundJob.Id, 1 + context.GetJobParameter<int>("RetryCount"), arguments, context.Storage, stillMine);
        await using var scope = services.CreateAsyncScope();
        var job = (IHubJob)ActivatorUtilities.GetServiceOrCreateInstance(scope.ServiceProvider, definition.Type);
        try
        {
            await job.RunAsync(run, stillMine.ShutdownToken);
        }
        // The store keeps a failure's words, which may be those of a side and name a value: encrypted, as other reasons are.
        catch (JobRefusedException e)
        {
            LogStopped(log, name, run.Id);
            throw new JobRefusedException(records.Close(e.Message));
        }
        catch (Exception e) when (e is not (OperationCanceledException or JobAbortedException))
        {
            LogFailed(log, name, run.Id, run.Attempt, e);
            throw new JobFailedException(records.Close(e.Message));
        }
    }

    /// <summary>Takes the one place that a job has.</summary>
    /// <exception cref="JobHeldException">Another run has it.</exception>
    private static void Hold(string name, string run, JobStorage storage)
    {
        var key = $"hub:holder:{name}";
        using var connection = storage.GetConnection();
        using var gate = connection.AcquireDistributedLock($"hub:job:{name}", LockPatience);
        if (connection.GetAllEntriesFromHash(key)?.GetValueOrDefault("run") is { } holder
            && holder != run
            && connection.GetStateData(holder)?.Name == ProcessingState.StateName)
            throw new JobHeldException(holder);
        connection.SetRangeInHash(key, [KeyValuePair.Create("run", run)]);
    }

    [LoggerMessage(LogLevel.Warning, "Job {Job}, run {Run} has stopped; ./hub jobs {Job} says why")]
    private static partial void LogStopped(ILogger log, string job, string run);

    [LoggerMessage(LogLevel.Error, "Job {Job}, run {Run}, attempt {Attempt} failed")]
    private static partial void LogFailed(ILogger log, string job, string run, int attempt, Exception error);
}

/// <summary>Another run of the same job is under way.</summary>
internal sealed class JobHeldException(string holder) : Exception($"Run {holder} of the same job is still under way.");

/// <summary>A run has failed; the message is as the store keeps it.</summary>
internal sealed class JobFailedException(string message) : Exception(message);
