using System.Text;
using System.Xml;
using Microsoft.Extensions.ObjectPool;

namespace Hub.Soap.Envelopes;

/// <summary>Where an envelope is written. One is rented for a message and goes back with its memory.</summary>
internal sealed class EnvelopeBuffer : IDisposable
{
    // Beyond this the memory is not kept for the next message.
    private const int LargestKept = 64 * 1024;

    // Made so, and not by its provider, whose pools dispose of what they cannot keep; disposing is how it comes back here.
    private static readonly DefaultObjectPool<EnvelopeBuffer> Pool = new(new DefaultPooledObjectPolicy<EnvelopeBuffer>());
    private readonly MemoryStream _bytes = new(1024);

    /// <summary>For the pool.</summary>
    public EnvelopeBuffer() => Xml = XmlDictionaryWriter.CreateTextWriter(_bytes, Encoding.UTF8, ownsStream: false);

    /// <summary>
    /// Of .NET's writers the one that can begin anew; it writes a carriage return as a reference, so that it is read as one.
    /// </summary>
    public XmlDictionaryWriter Xml { get; }

    public static EnvelopeBuffer Rent() => Pool.Get();

    public byte[] ToArray()
    {
        Xml.Flush();
        return _bytes.ToArray();
    }

    public void Dispose()
    {
        if (_bytes.Capacity > LargestKept)
            return;
        ((IXmlTextWriterInitializer)Xml).SetOutput(_bytes, Encoding.UTF8, ownsStream: false);
        _bytes.SetLength(0);
        Pool.Return(this);
    }
}
