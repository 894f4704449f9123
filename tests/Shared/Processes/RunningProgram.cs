using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hub.Tests.Processes;

/// <summary>A real process with its output kept line by line.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    // Where a failure that comes now and then is looked for: HUB_TEST_LOGS=/tmp/logs ./test -class '*SpreadOut*'
    private static readonly string? LogFolder = Environment.GetEnvironmentVariable("HUB_TEST_LOGS");
    private readonly string _arguments;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private RunningProgram(Process process)
    {
        (_process, _arguments) = (process, string.Join(' ', process.StartInfo.ArgumentList));
        process.OutputDataReceived += (_, e) => Keep(_output, e.Data);
        process.ErrorDataReceived += (_, e) => Keep(_errors, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyCollection<string> Output => _output;

    public string Text => string.Join('\n', _output);

    public string Errors => string.Join('\n', _errors);

    /// <summary>What the process reads.</summary>
    public StreamWriter StandardInput => _process.StandardInput;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static RunningProgram Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null,
        string? folder = null)
    {
        // Who runs the tests in the background of a script has Ctrl+C ignored, by them and by all they start.
        var (file, all) = OperatingSystem.IsLinux()
            ? ("env", arguments.Prepend(program).Prepend("--default-signal=INT"))
            : (program, arguments);
        var start = new ProcessStartInfo(file, all)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Repository.Root,
        };
        // What the machine has set for a hub of its own is none of a test's.
        string[] ofTheMachine =
        [
            "HUB_URL", "HUB_TOKEN", "HUB_ADMIN_TOKEN_FILE", "HUB_STORE", "HUB_BUS", "HUB_SECRET", "HUB_LOG", "HUB_SERVICES",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
        ];
        foreach (var name in ofTheMachine)
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>The first line of output, or of errors, that a condition holds for.</summary>
    public Task<string> LineAsync(string what, Func<string, bool> condition) => Eventually.GetAsync(what, () =>
    {
        var line = _output.Concat(_errors).FirstOrDefault(condition);
        if (line is null && _process.HasExited)
            throw new InvalidOperationException($"It ended with exit code {_process.ExitCode} before: {what}\n{Text}\n{Errors}");
        return Task.FromResult(line);
    });

    public async Task<int> ExitAsync(int seconds = 60)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>What Ctrl+C sends.</summary>
    public void Interrupt() => Process.Start("bash", ["-c", $"kill -INT {_process.Id}"]).WaitForExit();

    /// <summary>What a supervisor sends.</summary>
    public void Terminate() => Process.Start("bash", ["-c", $"kill -TERM {_process.Id}"]).WaitForExit();

    /// <summary>SIGSTOP: it stands still, as a machine that swaps or is moved, and its connections stay open.</summary>
    public void Pause() => Process.Start("bash", ["-c", $"kill -STOP {_process.Id}"]).WaitForExit();

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public void Continue() => Process.Start("bash", ["-c", $"kill -CONT {_process.Id}"]).WaitForExit();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        if (LogFolder is not null)
            await File.WriteAllTextAsync(
                Path.Combine(Directory.CreateDirectory(LogFolder).FullName, $"{Id}.log"), $"{_arguments}\n{Text}\n{Errors}");
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
