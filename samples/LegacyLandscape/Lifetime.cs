using System.Runtime.InteropServices;

namespace LegacyLandscape;

/// <summary>When the program ends: on a signal, or together with the parent that holds its standard input open.</summary>
internal static class Lifetime
{
    public static async Task UntilStoppedAsync(bool exitWithParent)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Ctrl+C goes to the whole process group: under a parent, the parent decides when to stop what it started.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            if (!exitWithParent)
                stop.TrySetResult();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.TrySetResult();
        });

        await (exitWithParent ? Task.WhenAny(stop.Task, UntilInputEndsAsync()) : stop.Task);
    }

    // A pipe's other end closes however the parent dies, also by SIGKILL.
    private static Task UntilInputEndsAsync() => Task.Run(() =>
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }
    });
}
