using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Telemetry;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Calls;

/// <summary>Makes a system's mapped calls.</summary>
internal sealed partial class SystemCalls(
    string system, ISystemClient client, CallPriority priority, TimeProvider time, SystemTelemetry telemetry,
    ICallObserver calls, HiddenValues hidden,
    ILogger<SystemCalls> logger, Caller? caller = null, Action<ObservedCall>? observer = null)
{
    public string System { get; } = system;

    /// <summary>The same, made for somebody, who takes turns among callers and whose credentials the system may want.</summary>
    public SystemCalls For(Caller one) =>
        new(System, client, priority, time, telemetry, calls, hidden, logger, one, observer);

    /// <summary>The same, each call shown to somebody as it ends.</summary>
    public SystemCalls ObservedBy(Action<ObservedCall> one) =>
        new(System, client, priority, time, telemetry, calls, hidden, logger, caller, one);

    private Caller? Shown => client.ForwardsCredentials ? caller : null;

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout => client.Timeout;

    /// <summary>
    /// What is wrong with a request as far as that can be said before it is known what there is; nothing is called.
    /// </summary>
    public IReadOnlyList<DocumentError> Check(MappedCall call, JsonObject request, bool strict)
    {
        JsonText? said = null;
        var errors = hidden.In(
                call.In.Write(request, document => client.Prepare(call.Operation, said = document), strict).Errors)
            .Where(e => e.Path is not [{ Property: MappedCall.CurrentSource }, ..])
            .ToList();
        if (errors.Count > 0)
            observer?.Invoke(new ObservedCall(call, said, new Exchange(), Said: null, new RequestInvalid(errors)));
        return errors;
    }

    /// <summary>Puts a request into the system's form and sends nothing: what is wrong with it; null for a valid one.</summary>
    public RequestInvalid? Prepare(MappedCall call, JsonObject request)
    {
        var (prepared, errors) = call.In.Write(request, document => client.Prepare(call.Operation, document), strict: false);
        return prepared is null ? new RequestInvalid(hidden.In(errors)) : null;
    }

    /// <summary>Makes a write that the system takes back before it is committed.</summary>
    /// <param name="call">The write, of a system that <see cref="ISystemContract.TakesBack"/> such.</param>
    /// <param name="request">The request document.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The outcome that the write would have; a refusal names the field where that is known.</returns>
    public async Task<CallOutcome> TakeBackAsync(MappedCall call, JsonObject request, CancellationToken cancellation)
    {
        var (prepared, errors) = call.In.Write(
            request, document => client.PrepareTakenBack(call.Operation, document), strict: false);
        if (prepared is null)
            return new RequestInvalid(hidden.In(errors));
        var (said, told) = await SendAsync(call, prepared, cancellation);
        return told is Refused refused && said is Fault { DetailName: { } constraint }
            ? refused with { Field = call.In.FieldOf(constraint), Text = $"{refused.Text.TrimEnd('.')} ({constraint})" }
            : told;
    }

    /// <param name="call">What to call.</param>
    /// <param name="request">The request document.</param>
    /// <param name="strict">Whether unknown properties of the body are faults.</param>
    /// <param name="cancellation">Gives up; a request on its way may have taken effect.</param>
    public async Task<CallOutcome> RunAsync(MappedCall call, JsonObject request, bool strict, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            JsonText? sent = null;
            var exchange = observer is null ? null : new Exchange();
            var (prepared, errors) = call.In.Write(
                request, document => client.Prepare(call.Operation, sent = document, exchange, Shown, call.Reads), strict);
            if (prepared is null)
            {
                var invalid = new RequestInvalid(hidden.In(errors));
                observer?.Invoke(new ObservedCall(call, sent, exchange!, Said: null, invalid));
                return invalid;
            }

            var (said, told) = await SendAsync(call, prepared, cancellation);
            calls.Answered(System, call, sent, said);
            observer?.Invoke(new ObservedCall(call, sent, exchange!, said, told));
            if (!call.Repeats.Allows(said, attempt, time.GetElapsedTime(started)))
                return told;
            await Task.Delay(call.Repeats.Pause(attempt), time, cancellation);
        }
    }

    /// <summary>Makes a read once, and returns the answer in the system's own words beside what that means.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="request">The request document.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<(JsonNode? Said, CallOutcome Told)> ReadAsync(
        MappedCall call, JsonObject request, CancellationToken cancellation)
    {
        var (prepared, errors) = call.In.Write(
            request, document => client.Prepare(call.Operation, document, exchange: null, Shown, call.Reads), strict: false);
        if (prepared is null)
            return (null, new RequestInvalid(hidden.In(errors)));
        var (said, told) = await SendAsync(call, prepared, cancellation);
        return ((said as Answer)?.Document, told);
    }

    /// <summary>Sends what was prepared: what the system said in its own words, and what that means.</summary>
    public async Task<(SystemOutcome Said, CallOutcome Told)> SendAsync(
        MappedCall call, PreparedCall prepared, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        using var measured = telemetry.Begin(System, call.Operation.Name);
        var (said, told) = await TrySendAsync(call, prepared, cancellation);
        var outcome = measured.End(told);
        if (outcome is NotSent or CredentialsRefused or Failed or InDoubt or Refused { Undeclared: not null }
            && !RequestScope.Explain($"{System}.{call.Operation.Name}: {Describe(outcome)}"))
            CallFailed(System, call.Operation.Name, Describe(outcome), (long)time.GetElapsedTime(started).TotalMilliseconds);
        return (said, outcome);
    }

    /// <summary>Whatever goes wrong once a request may be on its way, it is told as a call in doubt and never thrown.</summary>
    private async Task<(SystemOutcome Said, CallOutcome Told)> TrySendAsync(
        MappedCall call, PreparedCall prepared, CancellationToken cancellation)
    {
        try
        {
            var said = hidden.In(await prepared.SendAsync(new CallTurn(priority, caller?.Key ?? default), cancellation));
            return (said, Judge(call, said));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            CallBroke(e, System, call.Operation.Name);
            var invalid = new InvalidAnswer($"it could not be read ({e.GetType().Name})");
            return (invalid, Judge(call, invalid));
        }
    }

    private CallOutcome Judge(MappedCall call, SystemOutcome outcome) => outcome switch
    {
        Answer answer => ReadAnswer(call, answer.Text, answer.HasUnreadable) is var read && read is Answered answered
            ? answered with { Version = answer.Version, Next = answer.Next }
            : read,
        Fault fault when call.Faults.Find(fault) is { } status => new Refused(status, fault.Text)
        {
            Field = fault.OfColumn ? call.In.FieldOf(fault.DetailName!) : null,
        },
        Fault { NothingDone: true } fault => new Failed(Undeclared(fault)),
        Fault fault when !call.Faults.Doubts(fault) && (fault.Blame == FaultBlame.Request || call.Operation.Declares(fault)) =>
            new Refused(StatusCodes.Status422UnprocessableEntity, fault.Text) { Undeclared = Undeclared(fault) },
        Fault { Blame: FaultBlame.Message } fault when !call.Faults.Doubts(fault) =>
            new Failed(Undeclared(fault)) { Text = fault.Text },
        // A fault nobody foresaw may come from behind the commit.
        Fault fault => new InDoubt(InDoubtCause.Unusable, Undeclared(fault)) { Text = fault.Text },
        Unheld { Error: var error } => new RequestInvalid(hidden.In([call.In.Locate(error)])),
        Denied { OfCaller: true } denied =>
            new Refused(StatusCodes.Status401Unauthorized, "Your credentials were not accepted.")
            {
                Challenge = denied.Challenge,
            },
        Denied => new CredentialsRefused(),
        Busy busy => new NotSent(Busy: true) { RetryAfter = busy.RetryAfter, OfSystem = busy.OfSystem },
        Unreachable => new NotSent(Busy: false),
        NoAnswer { TimedOut: true } => new InDoubt(InDoubtCause.TimedOut, "no answer in time"),
        NoAnswer => new InDoubt(InDoubtCause.Broken, "the connection broke"),
        InvalidAnswer { NothingDone: true } invalid => new Failed($"an invalid answer: {invalid.Reason}")
        {
            Unreadable = Unreadable(call.Out, invalid.Row),
        },
        InvalidAnswer invalid => new InDoubt(InDoubtCause.Unusable, $"an invalid answer: {invalid.Reason}")
        {
            IsInvalid = true,
            Unreadable = Unreadable(call.Out, invalid.Row),
        },
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is a kind of outcome nobody thought of."),
    };

    private CallOutcome ReadAnswer(MappedCall call, JsonText? document, bool hasUnreadable)
    {
        if (call.Out is not { } mapping)
            return new Answered(JsonText.Empty);
        if ((call.OfOne || call.PromisesOne) && !mapping.FindsAny(document))
            return call.OfOne
                ? new Refused(StatusCodes.Status404NotFound, "There is no such record.")
                : new InDoubt(InDoubtCause.Unusable, "an answer without the record") { Unreadable = "the record is missing" };
        var errors = new List<DocumentError>();
        var content = mapping.ToContract(document, errors);
        if ((errors.Count > 0 || hasUnreadable) && call.ReadsEach && ItemReading.Read(mapping, document, hidden.In) is { } items)
            return new Answered(items);
        if (errors.Count > 0)
        {
            var error = hidden.In(errors[0].WithoutValue);
            return new InDoubt(InDoubtCause.Unusable, $"an invalid answer: {error}") { IsInvalid = true, Unreadable = error };
        }

        return new Answered(content is { IsObject: true } ? content : JsonText.Empty);
    }

    // What of it the caller would see, had it been readable.
    private string Unreadable(MappingTable? mapping, UnreadableRow? row) =>
        row is null ? "" : hidden.In(row.ToContract(place => mapping?.Locate(place.AsSpan(), whole: true)));

    private static string Describe(CallOutcome outcome) => outcome switch
    {
        NotSent { OfSystem: true } => "it takes no more calls for now",
        NotSent { Busy: true } => "its limit of calls is reached",
        CredentialsRefused => "the hub's credentials were refused",
        Failed failed => failed.Reason,
        InDoubt doubt => doubt.Reason,
        Refused { Undeclared: { } reason } => reason,
        _ => "no connection",
    };

    private static string Undeclared(Fault fault) => $"a fault that the plan does not declare: {fault.Name}";

    [LoggerMessage(LogLevel.Error, "What {System}.{Operation} answered could not be read")]
    private partial void CallBroke(Exception e, string system, string operation);

    [LoggerMessage(LogLevel.Warning, "{System}.{Operation} failed: {Reason} ({Milliseconds} ms)")]
    private partial void CallFailed(string system, string operation, string reason, long milliseconds);
}
