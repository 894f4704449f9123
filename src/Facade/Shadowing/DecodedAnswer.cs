using Hub.ServiceKit.Requests;

namespace Hub.Facade.Shadowing;

/// <summary>An answer's body without its content coding.</summary>
/// <param name="Body">The body; empty where it cannot be decoded.</param>
/// <param name="WhyNot">Why it cannot be decoded, as in <c>its content coding is not known</c>; null where it is.</param>
internal readonly record struct DecodedAnswer(ReadOnlyMemory<byte> Body, string? WhyNot)
{
    /// <summary>Decodes a body.</summary>
    /// <param name="coding">The header field Content-Encoding, or null.</param>
    /// <param name="body">The body as it was sent.</param>
    /// <param name="largest">The largest body that is made of it, in bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<DecodedAnswer> ReadAsync(
        string? coding, ReadOnlyMemory<byte> body, int largest, CancellationToken cancellation)
    {
        if (body.IsEmpty || string.IsNullOrEmpty(coding) || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return new(body, null);
        using var coded = new MemoryStream(body.ToArray());
        await using var decoder = CodedBody.Decode(coding, coded);
        if (decoder is null)
            return new(default, "its content coding is not known");
        using var plain = new MemoryStream();
        var part = new byte[16 * 1024];
        try
        {
            while (await decoder.ReadAsync(part, cancellation) is > 0 and var length)
            {
                plain.Write(part, 0, length);
                if (plain.Length > largest)
                    return new(default, "decoded, it is too large");
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return new(default, "it cannot be decoded");
        }

        return new(plain.GetBuffer().AsMemory(0, (int)plain.Length), null);
    }
}
