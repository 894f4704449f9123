using System.Runtime.ExceptionServices;
using Hub.Facade.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Protecting;

/// <summary>
/// Asks a hosted side that is protected. It answers into the response itself, so a 5xx is held until it is known
/// whether somebody tries again.
/// </summary>
/// <param name="side">The side.</param>
/// <param name="timeout">How long a read may take; a write is seen to its end. Null for any time.</param>
/// <param name="time">The clock.</param>
internal sealed class HostedAttempt(RequestDelegate side, TimeSpan? timeout, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var attempt = context.Features.GetRequiredFeature<SideAttempt>();
        var before = context.Response.Headers.ToArray();
        await using var held = new HeldFailure(context);
        Exception? thrown;
        try
        {
            thrown = await RunAsync(context, attempt);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        finally
        {
            held.Restore();
        }

        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError && attempt.Failure is null)
            attempt.Fail($"it answered {context.Response.StatusCode}");
        if (attempt.Failure is null || context.Response.HasStarted)
            return;
        if (attempt.HoldsBack)
            Restore(context.Response.Headers, before);
        else if (thrown is OperationCanceledException)
            await Problems.WriteAsync(
                context, StatusCodes.Status504GatewayTimeout, "The side that answers this did not do so in time.");
        else if (thrown is not null)
            ExceptionDispatchInfo.Throw(thrown);
        else
            await held.SendAsync(CancellationToken.None);
    }

    /// <summary>What the side threw, as far as it is the side's doing.</summary>
    private async Task<Exception?> RunAsync(HttpContext context, SideAttempt attempt)
    {
        var caller = context.RequestAborted;
        var limit = IsRead(context) && timeout is { } patience ? patience : Timeout.InfiniteTimeSpan;
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, caller);
        context.RequestAborted = either.Token;
        try
        {
            await side(context);
            return null;
        }
        // What the server finds wrong with a caller's body is no failure of the side's.
        catch (Exception e) when (!caller.IsCancellationRequested && e is not BadHttpRequestException)
        {
            attempt.Fail(late.IsCancellationRequested ? "it gave no answer in time" : $"it failed ({e.GetType().Name})");
            return late.IsCancellationRequested ? new OperationCanceledException(null, e, late.Token) : e;
        }
        finally
        {
            context.RequestAborted = caller;
        }
    }

    private static bool IsRead(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static void Restore(IHeaderDictionary headers, KeyValuePair<string, StringValues>[] before)
    {
        headers.Clear();
        foreach (var (name, values) in before)
            headers[name] = values;
    }
}
