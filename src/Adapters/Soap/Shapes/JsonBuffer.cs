using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;

namespace Hub.Soap.Shapes;

/// <summary>
/// Where JSON is written: letters as letters, numbers digit by digit. One is rented for a document and goes back with its
/// memory, so that a call costs the bytes that it gives and no more.
/// </summary>
internal sealed class JsonBuffer : IBufferWriter<byte>, IDisposable
{
    // Beyond this the memory is not kept for the next document.
    private const int LargestKept = 256 * 1024;

    // Who writes knows what belongs where; checking it again for every value is not for free.
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // Made so, and not by its provider, whose pools dispose of what they cannot keep; disposing is how it comes back here.
    private static readonly DefaultObjectPool<JsonBuffer> Pool = new(new DefaultPooledObjectPolicy<JsonBuffer>());
    private byte[] _bytes = new byte[4096];
    private int _count;

    /// <summary>For the pool.</summary>
    public JsonBuffer() => Json = new Utf8JsonWriter(this, Options);

    public Utf8JsonWriter Json { get; }

    /// <summary>How many bytes there are, with those that the writer has not handed over yet.</summary>
    public int Position => _count + Json.BytesPending;

    /// <summary>A property's name as it is written here, so that it is not looked through for each value.</summary>
    public static JsonEncodedText NameOf(string property) => JsonEncodedText.Encode(property, Options.Encoder);

    public static JsonBuffer Rent() => Pool.Get();

    /// <summary>What was written, as a document of its own.</summary>
    public JsonText ToText() => new(Written.ToArray());

    /// <summary>What was written; it is of use until more is.</summary>
    public Span<byte> Written
    {
        get
        {
            Json.Flush();
            return _bytes.AsSpan(0, _count);
        }
    }

    /// <summary>Takes back everything from a position on.</summary>
    public void Truncate(int position)
    {
        Json.Flush();
        _count = position;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _count = 0;
        Json.Reset();
    }

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_count);
    }

    public void Dispose()
    {
        Clear();
        if (_bytes.Length <= LargestKept)
            Pool.Return(this);
    }

    private void Grow(int sizeHint)
    {
        var least = _count + Math.Max(sizeHint, 1);
        if (least > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(least, _bytes.Length * 2));
    }
}
