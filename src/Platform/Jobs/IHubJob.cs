namespace Hub.Platform.Jobs;

/// <summary>
/// Work of the hub that has an end: started by the clock, by somebody, or both. It may be run again from its last checkpoint
/// after the process was killed or the run failed, so each step has to bear being done twice.
/// </summary>
public interface IHubJob
{
    /// <summary>Does the work. At most one run of a job is under way over all nodes of a hub.</summary>
    /// <param name="run">Its arguments and checkpoint, and where it reports its progress.</param>
    /// <param name="cancellation">Fires when somebody cancels the run, and when the process stops.</param>
    /// <exception cref="JobRefusedException">The run cannot succeed however often it is tried.</exception>
    Task RunAsync(JobRun run, CancellationToken cancellation);
}
