using System.Diagnostics;
using Hub.Platform.Jobs;

namespace Hub.Platform.Tests.Jobs;

/// <summary>What a counting run is given.</summary>
/// <param name="To">How far it counts.</param>
/// <param name="FailAt">Fails there the first time; 0 for nowhere.</param>
/// <param name="WaitAt">Waits there for the file <c>go</c>; 0 for nowhere.</param>
internal sealed record Count(int To, int FailAt = 0, int WaitAt = 0);

/// <summary>Where the jobs of a test write what they did, also from other processes.</summary>
internal sealed record JobFolder(string Path)
{
    public bool MayGo => File.Exists(System.IO.Path.Combine(Path, "go"));

    public IReadOnlyList<string> Steps
    {
        get
        {
            var file = System.IO.Path.Combine(Path, "steps");
            if (!File.Exists(file))
                return [];
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    public void Go() => File.WriteAllText(System.IO.Path.Combine(Path, "go"), "");

    public void Write(string step)
    {
        lock (this)
            File.AppendAllText(System.IO.Path.Combine(Path, "steps"), step + "\n");
    }
}

/// <summary>Counts, keeping a checkpoint at each step.</summary>
internal sealed class Counting(JobFolder folder) : IHubJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var count = run.ReadArguments<Count>();
        for (var step = run.ReadCheckpoint<int>() + 1; step <= count.To; step++)
        {
            folder.Write($"{Environment.ProcessId} {step}");
            if (step == count.FailAt && run.Attempt == 1)
                throw new InvalidOperationException($"step {step} cannot be done");
            while (step == count.WaitAt && !folder.MayGo)
                await Task.Delay(10, cancellation);
            run.SaveCheckpoint(step);
            run.Report(step, count.To, "counting");
        }
    }
}

/// <summary>Takes no arguments, and waits to be let go.</summary>
internal sealed class Waiting(JobFolder folder) : IHubJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        folder.Write($"begin {run.Id}");
        try
        {
            while (!folder.MayGo)
                await Task.Delay(10, cancellation);
            folder.Write($"end {run.Id}");
        }
        catch (OperationCanceledException)
        {
            folder.Write($"cancelled {run.Id}");
            throw;
        }
    }
}
