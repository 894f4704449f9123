using System.Net.Http.Headers;
using Hub.Soap.Contracts;
using Hub.Soap.Envelopes;
using Hub.Soap.Headers;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Soap.Sessions;

/// <summary>
/// Makes calls in sessions: logs in where there is none, and once again where the system says that one is over.
/// </summary>
internal sealed class SoapSessions
{
    private readonly SessionPlan _plan;
    private readonly SoapHttp _http;
    private readonly Func<SoapContract, SoapOperation, Uri, EnvelopeHeader> _header;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly SessionPool _pool;

    /// <param name="plan">How sessions are opened.</param>
    /// <param name="http">Where.</param>
    /// <param name="header">What stands in a request's header besides.</param>
    /// <param name="authorization">The account beside the session, or null.</param>
    /// <param name="timeout">How long a login may take.</param>
    /// <param name="time">What time it is.</param>
    public SoapSessions(
        SessionPlan plan, SoapHttp http, Func<SoapContract, SoapOperation, Uri, EnvelopeHeader> header,
        AuthenticationHeaderValue? authorization, TimeSpan timeout, TimeProvider time)
    {
        (_plan, _http, _header, _authorization, _timeout, _time) = (plan, http, header, authorization, timeout, time);
        _pool = new SessionPool(plan.Lives, plan.Size, LogInAsync, LogOutAsync, time);
    }

    public TokenPlace Put => _plan.Put;

    /// <summary>
    /// Makes a call. It is made a second time only where the first was refused because of its session, which says that
    /// nothing was done, and never a third time.
    /// </summary>
    public async Task<SystemOutcome> RunAsync(
        Func<Session, Task<SystemOutcome>> call, CancellationToken deadline, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellation);
        try
        {
            var (rented, failure) = await _pool.RentAsync(either.Token);
            if (rented is null)
                return Before(failure!);
            using var lease = rented;
            var outcome = await MakeAsync(lease, call);
            if (!_plan.IsOver(outcome))
                return outcome;
            if (await lease.OpenAsync(stale: lease.Session, either.Token) is { } refused)
                return Before(refused);
            outcome = await MakeAsync(lease, call);
            return _plan.IsOver(outcome) ? new Denied() : outcome;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // No session came in time, and so nothing was sent.
            return new Unreachable();
        }
    }

    public Task CloseAsync() => _pool.CloseAsync();

    private static async Task<SystemOutcome> MakeAsync(SessionPool.Lease lease, Func<Session, Task<SystemOutcome>> call)
    {
        lease.Broken = true;
        var outcome = await call(lease.Session!);
        lease.Broken = outcome is NoAnswer;
        return outcome;
    }

    // Whatever became of the login, of the call itself nothing was sent.
    private static SystemOutcome Before(SystemOutcome failure) => failure switch
    {
        Denied or Busy => failure,
        InvalidAnswer invalid => invalid with { NothingDone = true },
        _ => new Unreachable(),
    };

    private async Task<(Session? Session, SystemOutcome? Failure)> LogInAsync()
    {
        Session? session = null;
        string? problem = null;
        var opened = _time.GetUtcNow();
        var outcome = await CallAsync(_plan.Login, JsonText.Of(_plan.In), session: null, (answer, response) =>
        {
            if (answer is not Answer { Document: var document })
                return;
            Uri? address = null;
            var token = SessionToken.Find(_plan.Token, document, response);
            if (token is null)
                problem = "the login's answer has no token";
            else if (_plan.Endpoint is { } endpoint)
                (address, problem) = endpoint.Find(document);
            if (problem is null)
                session = new Session(token!, opened, address);
        });
        return outcome switch
        {
            Answer when session is not null => (session, null),
            Answer => (null, new InvalidAnswer(problem!)),
            Fault fault when LoginRefusal.IsAboutCredentials(fault, _plan.Login) => (null, new Denied()),
            Fault fault => (null, new InvalidAnswer($"the login ended in the fault {fault.Name}")),
            InvalidAnswer invalid => (null, invalid with { Reason = $"of the login, {invalid.Reason}" }),
            _ => (null, outcome),
        };
    }

    private async Task LogOutAsync(Session session)
    {
        if (_plan.Logout is { } logout)
            await CallAsync(
                logout, SessionToken.PutIn(_plan.Put, logout, JsonText.Empty, session.Token), session, (_, _) => { });
    }

    private async Task<SystemOutcome> CallAsync(
        SoapOperation operation, JsonText document, Session? session, Action<SystemOutcome, HttpResponseMessage> look)
    {
        using var deadline = new CancellationTokenSource(_timeout, _time);
        var header = _header(_plan.Contract, operation, session?.Address ?? _http.Address);
        if (session is not null)
            header = header with { Session = SessionToken.Header(_plan.Put, session.Token) };
        var (envelope, errors) = SoapEnvelope.Write(_plan.Contract.Version, operation.Input, document.Root, header);
        if (errors.Count > 0)
            return new InvalidAnswer($"{operation.Name} cannot be called: {errors[0].WithoutValue}");
        return await _http.SendAsync(envelope, anew: null, operation.SoapAction, _authorization, caller: null, request =>
        {
            if (session is not null)
                SessionToken.AddTo(request, _plan.Put, session);
        }, reads: false, async response =>
        {
            var outcome = await SoapAnswer.ReadAsync(response, _plan.Contract, operation, exchange: null, _time);
            look(outcome, response);
            return outcome;
        }, deadline.Token, CancellationToken.None);
    }
}
