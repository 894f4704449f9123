using System.Text.Json;
using Hangfire;
using Hangfire.Storage;

namespace Hub.Platform.Jobs;

/// <summary>One run of a job, as the job sees it.</summary>
public sealed class JobRun
{
    private const string Progress = "Progress";
    private const string Checkpoint = "Checkpoint";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private readonly JobStorage _storage;
    private readonly IJobCancellationToken _stillMine;
    private readonly string? _arguments;

    internal JobRun(string id, int attempt, string? arguments, JobStorage storage, IJobCancellationToken stillMine)
    {
        (Id, Attempt, _arguments) = (id, attempt, arguments);
        (_storage, _stillMine) = (storage, stillMine);
    }

    /// <summary>What the run is called.</summary>
    public string Id { get; }

    /// <summary>1 for the first try, 2 for the first after a failure.</summary>
    public int Attempt { get; }

    /// <summary>Whether the run was given arguments; a job that also runs by the clock is given none then.</summary>
    public bool HasArguments => _arguments is not null;

    /// <summary>Reads what the run was given.</summary>
    /// <exception cref="JobRefusedException">Nothing was given, or it does not fit.</exception>
    public T ReadArguments<T>()
        where T : class
    {
        try
        {
            return (_arguments is null ? null : JsonSerializer.Deserialize<T>(_arguments, Strict))
                ?? throw new JobRefusedException("This job needs arguments: a JSON object.");
        }
        catch (JsonException e)
        {
            throw new JobRefusedException($"The arguments do not fit this job: {e.Message}", e);
        }
    }

    /// <summary>Tells how far the work is.</summary>
    /// <param name="done">How much is done, in whatever the job counts.</param>
    /// <param name="total">How much there is; null where that is not known.</param>
    /// <param name="text">What is being done, in a few words.</param>
    /// <exception cref="OperationCanceledException">The run is cancelled, or another node has taken it over.</exception>
    public void Report(long done, long? total, string text) => Write(Progress, new JobProgress(done, total, text));

    /// <summary>Keeps where the work is to go on after a failure or a kill.</summary>
    /// <exception cref="OperationCanceledException">The run is cancelled, or another node has taken it over.</exception>
    public void SaveCheckpoint<T>(T checkpoint) => Write(Checkpoint, checkpoint);

    /// <summary>Returns what was kept last, or the default where nothing was.</summary>
    public T? ReadCheckpoint<T>() => Read<T>(_storage, Id, Checkpoint);

    internal static JobProgress? ProgressOf(JobStorage storage, string id) => Read<JobProgress>(storage, id, Progress);

    private void Write<T>(string name, T value)
    {
        // Who was thought dead and was not must not write over who went on in its place.
        _stillMine.ThrowIfCancellationRequested();
        using var connection = _storage.GetConnection();
        connection.SetJobParameter(Id, name, JsonSerializer.Serialize(value, JsonSerializerOptions.Web));
    }

    private static T? Read<T>(JobStorage storage, string id, string name)
    {
        using var connection = storage.GetConnection();
        return connection.GetJobParameter(id, name) is { Length: > 0 } kept
            ? JsonSerializer.Deserialize<T>(kept, JsonSerializerOptions.Web)
            : default;
    }
}

/// <summary>How far a run is.</summary>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is; null where that is not known.</param>
/// <param name="Text">What is being done.</param>
public sealed record JobProgress(long Done, long? Total, string Text);
