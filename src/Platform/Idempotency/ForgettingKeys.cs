using Hub.Platform.Jobs;

namespace Hub.Platform.Idempotency;

/// <summary>Forgets idempotency keys in time, whether or not anybody sends another one.</summary>
internal sealed class ForgettingKeys(IdempotentWrites writes) : IHubJob
{
    public Task RunAsync(JobRun run, CancellationToken cancellation) => writes.SweepAsync();
}
