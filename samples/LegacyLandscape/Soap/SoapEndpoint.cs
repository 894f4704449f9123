using LegacyLandscape.Control;

namespace LegacyLandscape.Soap;

/// <summary>One envelope in, one out, or no answer at all when told to misbehave.</summary>
internal abstract class SoapEndpoint(SoapParts parts)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!RequestBody.IsSoap(context.Request, parts.Service.Version))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var gone = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, parts.Lifetime.ApplicationStopping);
        // What was entered has been left when the answer leaves, so that a caller with exactly as many
        // connections as there are sessions is never refused for asking again at once.
        var answer = await AnswerEnteredAsync(context.Request, gone.Token);
        if (answer is null)
            context.Abort();
        else
            await answer.SendAsync(context.Response);
    }

    /// <summary>Before anything is read.</summary>
    /// <exception cref="DeclaredFault">The request is not let in.</exception>
    protected virtual void Enter()
    {
    }

    protected virtual void Leave()
    {
    }

    /// <summary>After the envelope was read, before anything is done.</summary>
    /// <exception cref="SoapFault">The caller is not who may call.</exception>
    protected virtual void Authenticate(SoapRequest request)
    {
    }

    private async Task<SoapAnswer?> AnswerEnteredAsync(HttpRequest request, CancellationToken gone)
    {
        try
        {
            Enter();
        }
        catch (DeclaredFault fault)
        {
            return parts.Writer.Fault(fault);
        }

        try
        {
            return await AnswerAsync(request, gone);
        }
        catch (DeclaredFault fault)
        {
            return parts.Writer.Fault(fault);
        }
        catch (SoapFault fault)
        {
            return parts.Writer.Fault(fault);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Leave();
        }
    }

    private async Task<SoapAnswer?> AnswerAsync(HttpRequest http, CancellationToken gone)
    {
        var request = parts.Reader.Read(await RequestBody.ReadAsync(http, gone));
        Authenticate(request);
        var operation = parts.Operations.Find(request.Body, http);
        parts.Calls.Count(operation.Name);

        var call = parts.Behaviour.Take(operation.Name);
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

        var write = await operation.RunAsync(request.Body);
        switch (call.Mode)
        {
            case BehaviourMode.CommitThenHang:
                await call.HangAsync(gone);
                return null;
            case BehaviourMode.CommitThenFail:
                return null;
        }

        return parts.Writer.Answer(operation.Name, write);
    }
}
