using Hub.Platform.Asking;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// A write under an idempotency key that is being carried out: its answer is held back until it is remembered, and a caller
/// who hangs up does not end it.
/// </summary>
public sealed class IdempotentWrite
{
    private readonly IdempotentWrites _writes;
    private readonly HttpContext _context;
    private readonly HeldRequest _request;
    private readonly RememberedBody _answer;
    private readonly CancellationToken _aborted;
    private bool _broken;

    internal IdempotentWrite(
        IdempotentWrites writes, HttpContext context, IdempotencyKey key, string attempt, ReadOnlyMemory<byte> body,
        int largestAnswer)
    {
        (_writes, _context, Key, Attempt, Body) = (writes, context, key, attempt, body);
        _aborted = context.RequestAborted;
        _request = new HeldRequest(context, body);
        context.Features.Set<Problem>(null);
        _answer = new RememberedBody(context, largestAnswer, () => _writes.RememberAsync(context, this, body: null));
        // Whoever hangs up comes back with the same key, and is then told how it ended.
        context.RequestAborted = CancellationToken.None;
    }

    internal IdempotencyKey Key { get; }

    internal string Attempt { get; }

    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>Notes that carrying it out ended in an exception: nobody knows whether it took effect.</summary>
    public void Break() => _broken = true;

    /// <summary>Remembers the answer, then sends it. Must be called, whatever happened.</summary>
    public async Task EndAsync()
    {
        try
        {
            try
            {
                if (!_broken)
                    await _answer.CompleteAsync();
            }
            finally
            {
                _answer.Restore();
                _context.RequestAborted = _aborted;
                _request.Restore();
            }

            // Of a broken write the key stays taken and has no answer: who comes again is told that nobody knows.
            if (_broken || _answer.Held is not { } body)
                return;
            await _writes.RememberAsync(_context, this, body);
            if (body.IsEmpty)
                return;
            _context.Response.ContentLength ??= body.Length;
            await _context.Response.Body.WriteAsync(body, _aborted);
        }
        finally
        {
            _writes.End(this);
        }
    }
}
