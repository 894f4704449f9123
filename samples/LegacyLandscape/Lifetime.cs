using System.Runtime.InteropServices;

namespace LegacyLandscape;

/// <summary>When the program ends: on a signal, or together with the parent that holds its standard input open.</summary>
internal sealed class Lifetime : IDisposable
{
    private readonly TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    /// <summary>Signals count from here on, so this comes before anything that a parent could wait for.</summary>
    /// <param name="exitWithParent">Whether it ends when its input does.</param>
    public Lifetime(bool exitWithParent)
    {
        // Ctrl+C goes to the whole process group: under a parent, the parent decides when to stop what it started.
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            if (!exitWithParent)
                stop.TrySetResult();
        });
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.TrySetResult();
        });
        if (exitWithParent)
            new Thread(WatchInput) { IsBackground = true, Name = "Parent watch" }.Start();
    }

    public Task Stopped => stop.Task;

    /// <summary>A parent's line on standard input.</summary>
    public event Action<string>? Told;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
    }

    // A pipe's other end closes however the parent dies, also by SIGKILL.
    private void WatchInput()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is { } line)
            Told?.Invoke(line);

        stop.TrySetResult();
    }
}
