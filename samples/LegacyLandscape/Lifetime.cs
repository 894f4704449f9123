using System.Runtime.InteropServices;

namespace LegacyLandscape;

/// <summary>When the program ends: on a signal, or together with the parent that holds its standard input open.</summary>
internal sealed class Lifetime : IDisposable
{
    private readonly TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    /// <summary>Signals count from here on, so this comes before anything that a parent could wait for.</summary>
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

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
    }

    // A pipe's other end closes however the parent dies, also by SIGKILL.
    private void WatchInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        stop.TrySetResult();
    }
}
