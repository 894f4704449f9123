using System.Buffers.Binary;

namespace Hub.Facade.Forwarding;

/// <summary>Follows a stream of WebSocket frames (RFC 6455, 5.2), to know where one ends.</summary>
internal sealed class WebSocketFrames
{
    private const int CloseFrame = 8;
    private readonly byte[] _header = new byte[14];
    private int _has;
    private ulong _left;

    /// <summary>Whether the last frame has ended and no other begun.</summary>
    public bool AreBetween => _has == 0 && _left == 0;

    /// <summary>Whether a close frame was among them.</summary>
    public bool SawClose { get; private set; }

    /// <summary>Follows to the end of the current frame, or to the end of the bytes.</summary>
    /// <returns>How many bytes that were.</returns>
    public int Follow(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (_left > 0)
            {
                var length = (int)Math.Min(_left, (ulong)(bytes.Length - at));
                (_left, at) = (_left - (ulong)length, at + length);
            }
            else
            {
                _header[_has++] = bytes[at++];
                if (_has < HeaderLength)
                    continue;
                SawClose |= (_header[0] & 0x0F) == CloseFrame;
                (_left, _has) = (PayloadLength, 0);
            }

            if (_left == 0)
                return at;
        }

        return bytes.Length;
    }

    private int HeaderLength => _has < 2 ? 2 : 2 + LengthBytes + ((_header[1] & 0x80) != 0 ? 4 : 0);

    private int LengthBytes => (_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };

    private ulong PayloadLength => LengthBytes switch
    {
        2 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
        8 => BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)),
        _ => (ulong)(_header[1] & 0x7F),
    };
}
