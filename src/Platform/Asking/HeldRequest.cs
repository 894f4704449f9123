using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Platform.Asking;

/// <summary>
/// A request whose body is held in memory and read from there, as a stream or as a pipe.
/// </summary>
internal sealed class HeldRequest : IRequestBodyPipeFeature
{
    private readonly HttpContext _context;
    private readonly Stream _body;
    private readonly IRequestBodyPipeFeature? _pipe;
    private readonly string? _encodings;
    private Stream _read;
    private PipeReader _reader;

    /// <summary>Puts the body that was read in the place of the one that was sent.</summary>
    public HeldRequest(HttpContext context, ReadOnlyMemory<byte> body)
    {
        (_context, _body, _pipe) = (context, context.Request.Body, context.Features.Get<IRequestBodyPipeFeature>());
        // Both of them read the same pipe: what one has looked at, the other finds.
        _reader = PipeReader.Create(new ReadOnlySequence<byte>(body));
        context.Features.Set<IRequestBodyPipeFeature>(this);
        context.Request.Body = _read = _reader.AsStream();
        // An answer that is kept is answered to whoever comes again, whatever encodings they take.
        _encodings = context.Request.Headers.AcceptEncoding;
        context.Request.Headers.AcceptEncoding = "identity";
    }

    /// <summary>A reader of what <c>Request.Body</c> is now: whoever decodes a body puts another one there.</summary>
    public PipeReader Reader
    {
        get
        {
            if (_context.Request.Body is { } body && body != _read)
                (_read, _reader) = (body, PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true)));
            return _reader;
        }
    }

    /// <summary>Puts everything back.</summary>
    public void Restore()
    {
        _context.Features.Set(_pipe);
        _context.Request.Body = _body;
        _context.Request.Headers.AcceptEncoding = _encodings;
    }
}
