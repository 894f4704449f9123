using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Reads a chunked body, and throws <see cref="BadHttpRequestException"/> for whatever the server finds wrong with it: Kestrel
/// throws other exceptions for chunks of 2^31 bytes and more and for some trailers, which would be taken for the side's.
/// </summary>
internal sealed class ChunkedBody : PipeReader, IRequestBodyPipeFeature
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";

    private readonly HttpContext _context;
    private readonly PipeReader _body;
    private readonly Stream _stream;
    private RequestBodyPipeFeature? _replaced;

    private ChunkedBody(HttpContext context)
    {
        (_context, _body) = (context, context.Request.BodyReader);
        _stream = AsStream(leaveOpen: true);
    }

    // A part may put another stream in the body's place, such as the decoded one.
    public PipeReader Reader => ReferenceEquals(_context.Request.Body, _stream)
        ? this
        : (_replaced ??= new RequestBodyPipeFeature(_context)).Reader;

    /// <summary>Puts the reader in front of a request's body, of which nothing has been read.</summary>
    public static void Guard(HttpContext context)
    {
        var guarded = new ChunkedBody(context);
        context.Request.Body = guarded._stream;
        context.Features.Set<IRequestBodyPipeFeature>(guarded);
    }

    /// <exception cref="BadHttpRequestException">The body is malformed.</exception>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _body.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (IsFaultOfBody(e))
        {
            throw CreateFault(e);
        }
    }

    /// <exception cref="BadHttpRequestException">The body is malformed.</exception>
    public override bool TryRead(out ReadResult result)
    {
        try
        {
            return _body.TryRead(out result);
        }
        catch (Exception e) when (IsFaultOfBody(e))
        {
            throw CreateFault(e);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => _body.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _body.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    // A connection that was reset or given up is not a fault of what it carried.
    private static bool IsFaultOfBody(Exception e) =>
        e is not (BadHttpRequestException or OperationCanceledException or ConnectionResetException) && e.Source == Kestrel;

    private static BadHttpRequestException CreateFault(Exception e) => new(
        e is IOException ? e.Message : "Its trailers are malformed.", StatusCodes.Status400BadRequest, e);
}
