using Hub.Adapters.Soap;

namespace Hub.Adapters.Systems;

/// <summary>A request in the system's own form; with any error it must not be sent.</summary>
/// <param name="Errors">What cannot be said in that form, by the place in the legacy document.</param>
/// <param name="SendAsync">Sends it, once at most.</param>
internal sealed record PreparedCall(IReadOnlyList<DocumentError> Errors, Func<CancellationToken, Task<SoapOutcome>> SendAsync);
