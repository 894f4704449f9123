using System.Buffers.Binary;

namespace Hub.Telemetry.Tests.Otlp;

/// <summary>Reads protobuf's wire format as far as OTLP needs it: varints, fixed numbers, length-delimited fields.</summary>
internal static class ProtobufReader
{
    public static IEnumerable<(int Field, ReadOnlyMemory<byte> Bytes, ulong Number)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return (field, default, Varint(message.Span, ref at));
                    break;
                case 1:
                    yield return (field, default, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    yield return (field, message.Slice(at, length), 0);
                    at += length;
                    break;
                case 5:
                    yield return (field, default, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7}.");
            }
        }
    }

    /// <summary>The messages at a path of field numbers.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> At(ReadOnlyMemory<byte> message, params int[] path) =>
        path.Length == 0 ? [message] : Fields(message).Where(f => f.Field == path[0]).SelectMany(f => At(f.Bytes, path[1..]));

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }
}
