using System.Net.Http.Headers;
using System.Text;
using Hub.Adapters.Systems;
using Hub.Soap;
using Hub.Soap.Contracts;
using Hub.Soap.Copying;
using Hub.Soap.Envelopes;
using Hub.Soap.Headers;
using Hub.Soap.Outcomes;
using Hub.Soap.Sessions;
using Hub.Soap.Shapes;
using Hub.Soap.Xsd;

namespace Hub.Adapters.SoapSystems;

/// <summary>
/// Calls one system: within its limits, each request sent once at most, every end one of <see cref="SystemOutcome"/>.
/// </summary>
internal sealed class SoapClient : ISystemClient
{
    private readonly SoapContract _contract;
    private readonly SystemCredentials _credentials;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly UsernameToken? _token;
    private readonly SoapSessions? _sessions;
    private readonly AccountHeader? _account;
    private readonly TraceContext _trace;
    private readonly CallGate _gate;
    private readonly TimeProvider _time;
    private readonly SoapHttp _http;
    private readonly bool _isShownOtherwise;

    public SoapClient(
        SoapContract contract, Uri address, string? shown, HttpSecurity security, SessionPlan? sessions,
        AccountHeader? account, TraceContext trace, CallGate gate, TimeSpan timeout, TimeProvider time)
    {
        // Without its query, where keys are given.
        Location = shown ?? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        _isShownOtherwise = shown is not null && contract.Addressing.Asked;
        _account = account;
        (_contract, _credentials, _trace, _gate, Timeout, _time) = (contract, security.Credentials, trace, gate, timeout, time);
        if (_credentials.Service is { Scheme: CredentialScheme.UsernameToken } token)
            _token = new UsernameToken(token, time);
        else if (_credentials.Service is { Scheme: CredentialScheme.Basic } basic)
            _authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}")));
        _http = new SoapHttp(address, contract.Version, security);
        if (sessions is null)
            return;
        var login = sessions.Address == address ? _http : new SoapHttp(sessions.Address, sessions.Contract.Version, security);
        _sessions = new SoapSessions(sessions, login, OwnHeader, _authorization, timeout, time);
    }

    public TimeSpan Timeout { get; }

    public string Kind => _contract.Version == SoapVersion.Soap11 ? "SOAP 1.1" : "SOAP 1.2";

    /// <summary>Where the system is; as the plan writes it, where that is a reference.</summary>
    public string Location { get; }

    public bool ForwardsCredentials => _credentials.Forward;

    public PreparedCall Prepare(Operation called, JsonText document, Exchange? exchange = null, Caller? caller = null) =>
        Prepare(called, document, exchange, caller, reads: false);

    public PreparedCall Prepare(Operation called, JsonText document, Exchange? exchange, Caller? caller, bool reads)
    {
        var operation = _contract.Operations[called.Name];
        if (called.ReadsEach)
            operation = operation with { ReadsEach = true };
        if (_account?.Refuse(operation, document.Root) is { } given)
            return new PreparedCall([given], (_, _) => throw new InvalidOperationException("What has errors is not sent."));
        // Which session it will be is known when its turn comes; until then the request is tried with none.
        var (envelope, refused) = Write(operation, document, caller, Exchange.Hidden);
        var errors = NearNames.Suggest(refused);
        if (exchange is not null && errors.Count == 0)
            exchange.Request = Encoding.UTF8.GetString(_token is null && _account is null && !_isShownOtherwise
                ? envelope
                : Write(operation, document, caller, Exchange.Hidden, hidden: true).Bytes);
        return new PreparedCall(errors, (turn, cancellation) => _gate.RunAsync(turn, Timeout, async () =>
        {
            using var deadline = new CancellationTokenSource(Timeout, _time);
            if (_sessions is null)
                return await SendAsync(
                    operation, envelope, () => Write(operation, document, caller, Exchange.Hidden).Bytes,
                    caller, null, exchange, reads, deadline.Token, cancellation);
            return await _sessions.RunAsync(session =>
            {
                byte[] Own() => Write(operation, document, caller, session.Token, session.Address).Bytes;
                return SendAsync(operation, Own(), Own, caller, session, exchange, reads, deadline.Token, cancellation);
            }, deadline.Token, cancellation);
        }, cancellation));
    }

    public Task<SystemOutcome> ProbeAsync(CancellationToken cancellation) =>
        _gate.RunAsync(CallPriority.Interactive, Timeout, () => _http.ProbeAsync(cancellation), cancellation);

    /// <summary>Reads the WSDL that the system offers, with what it imports from the same server.</summary>
    /// <param name="location">Where it is, at the system's own server.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidContractException">It cannot be read; the message says why.</exception>
    public Task<ContractCopy> ReadOfferedAsync(Uri location, CancellationToken cancellation) =>
        ContractCopy.ReadAsync(new Uri(_http.Address, location), ReadInTurnAsync, cancellation);

    private async Task<(byte[] Content, Uri Found)> ReadInTurnAsync(Uri location, CancellationToken cancellation)
    {
        (byte[], Uri)? read = null;
        using var deadline = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await _gate.RunAsync(CallPriority.Background, Timeout, async () =>
            {
                read = await _http.ReadDocumentAsync(location, _authorization, either.Token);
                return new Answer(null);
            }, cancellation);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new UnreadableReferenceException("the system did not answer in time");
        }

        return read ?? throw new UnreadableReferenceException("as many calls are under way as the system may have");
    }

    public Task CloseAsync() => _sessions?.CloseAsync() ?? Task.CompletedTask;

    private (byte[] Bytes, IReadOnlyList<DocumentError> Errors) Write(
        SoapOperation operation, JsonText document, Caller? caller, string session, Uri? to = null, bool hidden = false)
    {
        var token = IsOwn(caller) ? _token : null;
        var header = new EnvelopeHeader(
            Addressing(
                _contract, operation, hidden && _isShownOtherwise ? Location : (to ?? _http.Address).AbsoluteUri),
            hidden ? token?.Hidden() : token, null, _trace)
        {
            Account = hidden ? _account?.Hidden() : _account,
        };
        if (_sessions is null)
            return SoapEnvelope.Write(_contract.Version, operation.Input, document.Root, header);
        return SoapEnvelope.Write(
            _contract.Version, operation.Input, SessionToken.PutIn(_sessions.Put, operation, document, session).Root,
            header with { Session = SessionToken.Header(_sessions.Put, session) });
    }

    private EnvelopeHeader OwnHeader(SoapContract contract, SoapOperation operation, Uri to) =>
        new(Addressing(contract, operation, to.AbsoluteUri), _token, null, _trace);

    private static AddressingHeader? Addressing(SoapContract contract, SoapOperation operation, string to) =>
        contract.Addressing.Asked ? new AddressingHeader(to, contract.Addressing.ActionOf(operation)) : null;

    private Task<SystemOutcome> SendAsync(
        SoapOperation operation, byte[] envelope, Func<byte[]> anew, Caller? caller, Session? session, Exchange? exchange,
        bool reads, CancellationToken deadline, CancellationToken cancellation)
    {
        var action = _contract.Addressing.Asked ? _contract.Addressing.ActionOf(operation) : operation.SoapAction;
        var own = IsOwn(caller);
        return _http.SendAsync(envelope, anew, action, own ? _authorization : null, own ? null : caller!.Credentials, request =>
        {
            _trace.Write(request);
            if (session is not null)
                SessionToken.AddTo(request, _sessions!.Put, session);
        }, reads, ReadAsync, deadline, cancellation);

        async Task<SystemOutcome> ReadAsync(HttpResponseMessage response)
        {
            var outcome = await SoapAnswer.ReadAsync(response, _contract, operation, exchange, _time);
            // A system may repeat it; a shorter one is no secret, and stands everywhere.
            if (session is { Token.Length: > 3 } && exchange?.Answer is { } answer)
                exchange.Answer = answer.Replace(session.Token, Exchange.Hidden, StringComparison.Ordinal);
            if (_account is not null && exchange?.Answer is { } shown)
                exchange.Answer = _account.Mask(shown);
            if (outcome is Fault fault)
                return Masked(fault, session);
            return outcome is Denied denied ? denied with { OfCaller = !IsOwn(caller) } : outcome;
        }
    }

    // A fault's text goes to callers.
    private Fault Masked(Fault fault, Session? session)
    {
        foreach (var secret in new[] { session?.Token, _credentials.Service?.Password })
            if (secret is { Length: > 3 })
                fault = fault with { Text = fault.Text.Replace(secret, Exchange.Hidden, StringComparison.Ordinal) };
        return _account?.Mask(fault) ?? fault;
    }

    // Whether the hub speaks for itself.
    private bool IsOwn(Caller? caller) => caller is null || !_credentials.Forward;
}
