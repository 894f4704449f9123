using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Systems;

/// <summary>Speaks to one system in its own protocol.</summary>
internal interface ISystemClient
{
    /// <summary>How long one call may take, connecting included.</summary>
    TimeSpan Timeout { get; }

    /// <summary>How the system is spoken to: <c>SOAP 1.1</c>, <c>SQLite</c>.</summary>
    string Kind { get; }

    /// <summary>Where it is, without credentials.</summary>
    string Location { get; }

    /// <summary>Whether the system wants to know the hub's callers by their own credentials.</summary>
    bool ForwardsCredentials => false;

    /// <summary>Asks whether it is there; an <see cref="Answer"/> when it is.</summary>
    Task<SystemOutcome> ProbeAsync(CancellationToken cancellation);

    /// <summary>Puts a request into the system's own form; nothing is sent.</summary>
    /// <param name="operation">What is called.</param>
    /// <param name="document">The request.</param>
    /// <param name="exchange">Where both messages are kept, where somebody wants to see them.</param>
    /// <param name="caller">Whom it is called for, where the system wants to know; null for the hub itself.</param>
    PreparedCall Prepare(Operation operation, JsonText document, Exchange? exchange = null, Caller? caller = null);

    /// <summary>Does the same for a call that may change nothing: it is then sent once more where a connection is dead.</summary>
    PreparedCall Prepare(Operation operation, JsonText document, Exchange? exchange, Caller? caller, bool reads) =>
        Prepare(operation, document, exchange, caller);

    /// <summary>Prepares a write that is taken back before it is committed.</summary>
    /// <exception cref="NotSupportedException">The system takes nothing back.</exception>
    PreparedCall PrepareTakenBack(Operation operation, JsonText document) =>
        throw new NotSupportedException($"{Kind} takes no write back.");

    /// <summary>No more calls are to come: says goodbye to the system where it holds something open for the hub.</summary>
    Task CloseAsync() => Task.CompletedTask;
}

/// <summary>A request in the system's own form; with any error it must not be sent.</summary>
/// <param name="Errors">What cannot be said in that form, by the place in the legacy document.</param>
/// <param name="SendAsync">
/// Sends it in its turn, once at most, or twice where it reads; throws <see cref="OperationCanceledException"/> when the
/// caller gave up.
/// </param>
internal sealed record PreparedCall(
    IReadOnlyList<DocumentError> Errors, Func<CallTurn, CancellationToken, Task<SystemOutcome>> SendAsync);
