using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Tests.Soap;

/// <summary>A server that wants an NTLM account ([MS-NLMP], NTLMv2) and checks the proof of its password.</summary>
public sealed class WindowsAccounts : IAsyncLifetime
{
    private const string Password = "password";

    // MD4 of that password in UTF-16: no platform has MD4 any more.
    private static readonly byte[] Hash = Convert.FromHexString("8846F7EAEE8FB117AD06BDD830B7586C");
    private static readonly byte[] Challenge = [1, 2, 3, 4, 5, 6, 7, 8];
    private readonly HashSet<string> _known = [];
    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWithBody(PartAnswer.Body);
        var answer = _stub.Answer;
        // Of a connection, not of a request: that is what NTLM knows.
        _stub.Answer = (context, envelope) => IsKnown(context) ? answer(context, envelope) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _stub.DisposeAsync();

    [Theory]
    [InlineData(Password, HttpStatusCode.OK)]
    [InlineData("guess", HttpStatusCode.BadGateway)]
    public async Task The_password_is_proved_without_being_sent(string password, HttpStatusCode status)
    {
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle("""
                system: parts
                soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
                credentials: { service: { scheme: ntlm, username: robot, domain: CRONUS, password: "${env:SECRET}" } }
                resources:
                  parts.get: { call: GetPart, in: { No: path.id }, out: { at: Part, id: No } }
                  parts.book: { call: GetPart, in: { No: body.id }, out: { at: Part, id: No } }
                """),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address, ["SECRET"] = password }));

        (await hub.Client.GetAsync("/api/parts/17")).StatusCode.ShouldBe(status);
        (await hub.Client.GetAsync("/api/parts/17")).StatusCode.ShouldBe(status);
    }

    private bool IsKnown(HttpContext context)
    {
        if (_known.Contains(context.Connection.Id))
            return true;
        var sent = context.Request.Headers.Authorization.ToString();
        var message = sent.StartsWith("NTLM ", StringComparison.Ordinal) ? Convert.FromBase64String(sent[5..]) : [];
        if (message is [.., _] && message[8] == 3 && IsProof(message))
            return _known.Add(context.Connection.Id);
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = message is [.., _] && message[8] == 1
            ? "NTLM " + Convert.ToBase64String(Type2(message))
            : "NTLM";
        return false;
    }

    private static byte[] Type2(byte[] type1)
    {
        var target = Encoding.Unicode.GetBytes("CRONUS");
        // Names of computer and domain, old and new, a time stamp and the end: the client repeats them in its proof.
        byte[] time = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(time, TimeProvider.System.GetUtcNow().ToFileTime());
        byte[] names = [.. new byte[] { 1, 2, 3, 4 }.SelectMany(kind => (byte[])[kind, 0, (byte)target.Length, 0, .. target])];
        byte[] info = [.. names, 7, 0, 8, 0, .. time, 0, 0, 0, 0];
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(type1.AsSpan(12)) | 0x00800000 | 0x00010000;
        var message = new byte[56 + target.Length + info.Length];
        "NTLMSSP\0"u8.CopyTo(message);
        message[8] = 2;
        Field(12, target.Length, 56);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(20), flags);
        Challenge.CopyTo(message, 24);
        Field(40, info.Length, 56 + target.Length);
        target.CopyTo(message, 56);
        info.CopyTo(message, 56 + target.Length);
        return message;

        void Field(int at, int length, int offset)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(at), (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(at + 2), (ushort)length);
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(at + 4), offset);
        }
    }

    private static bool IsProof(byte[] type3)
    {
        var (response, domain, user) = (Field(20), Field(28), Field(36));
        var name = Encoding.Unicode.GetBytes(
            Encoding.Unicode.GetString(user).ToUpperInvariant() + Encoding.Unicode.GetString(domain));
#pragma warning disable CA5351 // as the protocol has it
        var key = HMACMD5.HashData(Hash, name);
        var proof = HMACMD5.HashData(key, (byte[])[.. Challenge, .. response.AsSpan(16)]);
#pragma warning restore CA5351
        return Encoding.Unicode.GetString(user) == "robot" && response.AsSpan(0, 16).SequenceEqual(proof);

        byte[] Field(int at)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(type3.AsSpan(at));
            var offset = BinaryPrimitives.ReadInt32LittleEndian(type3.AsSpan(at + 4));
            return type3[offset..(offset + length)];
        }
    }
}
