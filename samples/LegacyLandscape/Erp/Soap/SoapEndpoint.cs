using LegacyLandscape.Erp.Control;

namespace LegacyLandscape.Erp.Soap;

/// <summary>POST /erp/services/ErpService: one envelope in, one out, or no answer at all when told to misbehave.</summary>
internal sealed class SoapEndpoint(
    EnvelopeReader envelopes,
    OperationTable operations,
    Sessions sessions,
    Behaviour behaviour,
    CallCounter calls,
    IHostApplicationLifetime lifetime)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!RequestBody.IsXml(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        // The session has ended when the answer leaves, so that a caller with exactly as many
        // connections as there are sessions is never refused for asking again at once.
        var answer = await AnswerInSessionAsync(context.Request, gone.Token);
        if (answer is null)
            context.Abort();
        else
            await answer.SendAsync(context.Response);
    }

    private async Task<SoapAnswer?> AnswerInSessionAsync(HttpRequest request, CancellationToken gone)
    {
        try
        {
            sessions.Enter();
        }
        catch (ErpFault fault)
        {
            return SoapAnswer.Of(fault);
        }

        try
        {
            return await AnswerAsync(request, gone);
        }
        catch (ErpFault fault)
        {
            return SoapAnswer.Of(fault);
        }
        catch (SoapFault fault)
        {
            return SoapAnswer.Of(fault);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            sessions.Leave();
        }
    }

    private async Task<SoapAnswer?> AnswerAsync(HttpRequest http, CancellationToken gone)
    {
        var request = envelopes.Read(await RequestBody.ReadAsync(http, gone));
        var operation = operations.Find(request, http.Headers["SOAPAction"]);
        calls.Count(operation.Name);

        var call = behaviour.Take(operation.Name);
        switch (call.Mode)
        {
            case BehaviourMode.Down:
                return null;
            case BehaviourMode.Fail:
                throw SoapFault.Server("Internal error ORA-00600, please call your administrator.");
            case BehaviourMode.Hang:
                await call.HangAsync(gone);
                return null;
            case BehaviourMode.Slow:
                await call.DelayAsync(gone);
                break;
        }

        var write = await operation.RunAsync(request);
        switch (call.Mode)
        {
            case BehaviourMode.CommitThenHang:
                await call.HangAsync(gone);
                return null;
            case BehaviourMode.CommitThenFail:
                return null;
        }

        return SoapAnswer.Of(operation.Name, write);
    }
}
