using System.Collections.Concurrent;
using System.Diagnostics;
using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks.Peers;

/// <summary>A program that runs while a case is measured; killed with it.</summary>
internal sealed class PeerProcess : IDisposable
{
    private const int LinesKept = 40;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;
    private readonly string _name;

    public PeerProcess(
        string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        _name = name;
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The number that the operating system knows it by.</summary>
    public int Id => _process.Id;

    /// <summary>CPU time used so far, in all threads.</summary>
    /// <exception cref="BenchmarkFailedException">It runs no more.</exception>
    public TimeSpan CpuTime
    {
        get
        {
            RequireRunning();
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The last lines it wrote, for the case that it fails.</summary>
    public string LastOutput => string.Join('\n', _lines);

    /// <exception cref="BenchmarkFailedException">It runs no more.</exception>
    public void RequireRunning()
    {
        if (_process.HasExited)
            throw new BenchmarkFailedException($"{_name} ended with exit code {_process.ExitCode}.\n{LastOutput}");
    }

    public void Dispose()
    {
        // Its data is ours and temporary: nothing is worth waiting for.
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (_lines.Count > LinesKept)
            _lines.TryDequeue(out _);
    }
}
