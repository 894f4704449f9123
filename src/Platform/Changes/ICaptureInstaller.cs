namespace Hub.Platform.Changes;

/// <summary>Makes in a legacy system what captures its changes, and takes it away again.</summary>
public interface ICaptureInstaller
{
    /// <summary>Tells what there is and what is missing, and changes nothing.</summary>
    /// <param name="side">The side's name: <c>adapter:finance</c>.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null where neither the plan nor the hub knows of anything that would have to be installed.</returns>
    /// <exception cref="CaptureRefusedException">The system cannot be asked.</exception>
    Task<CaptureInstallation?> DescribeAsync(string side, string entity, CancellationToken cancellation);

    /// <summary>Makes what is missing; all of it or nothing, where the system can.</summary>
    /// <returns>What was found and made; null as above.</returns>
    /// <exception cref="CaptureRefusedException">The system refuses it, or the plan does not ask for it.</exception>
    Task<CaptureInstallation?> InstallAsync(string side, string entity, CancellationToken cancellation);

    /// <summary>Takes away what was made, and nothing else.</summary>
    /// <param name="side">The side's name.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="force">Whether also where the plan still captures by it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was found and taken away; null as above.</returns>
    /// <exception cref="CaptureRefusedException">The system refuses it, or the plan still captures by it.</exception>
    Task<CaptureInstallation?> UninstallAsync(string side, string entity, bool force, CancellationToken cancellation);
}

/// <summary>What captures the changes of an entity in a system.</summary>
/// <param name="System">The system.</param>
/// <param name="Kind">What kind of system it is: <c>PostgreSQL</c>.</param>
/// <param name="Account">Whom the hub works as there; empty where there are no accounts.</param>
/// <param name="Captures">Whether the plan captures by it.</param>
/// <param name="There">What is there as it was made.</param>
/// <param name="Missing">What is not there, or not as it was made.</param>
/// <param name="Install">The statements that make what is missing.</param>
/// <param name="Uninstall">The statements that take away what is there.</param>
/// <param name="Problem">Why it would not fit the system, and nothing can be installed; null where it does.</param>
public sealed record CaptureInstallation(
    string System, string Kind, string Account, bool Captures, IReadOnlyList<string> There, IReadOnlyList<string> Missing,
    IReadOnlyList<string> Install, IReadOnlyList<string> Uninstall, string? Problem = null);

/// <summary>Nothing was installed or taken away.</summary>
public sealed class CaptureRefusedException(string message) : Exception(message);
