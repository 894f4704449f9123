using System.Runtime.InteropServices;

namespace Hub.Host.Shell;

/// <summary>Lets a command end in its own way at Ctrl+C or SIGTERM, where the process would else be ended at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="cancellation">Ends it, too.</param>
    public Interruption(CancellationToken cancellation = default)
    {
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, End)),
        ];
    }

    /// <summary>Is cancelled once somebody wants the command to end.</summary>
    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _ending.Dispose();
    }

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ending.Cancel();
    }
}
