namespace Hub.Platform.Jobs;

/// <summary>Work done now and then, by the clock. A run that fails is logged; the next one comes at its time.</summary>
public interface IHubJob
{
    /// <summary>Does the work once. Never runs twice at the same time on one node.</summary>
    Task RunAsync(CancellationToken cancellation);
}
