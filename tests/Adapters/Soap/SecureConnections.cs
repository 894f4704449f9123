using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Hub.Adapters.Tests.Soap;

/// <summary>TLS: whose servers are believed, and the hub's own certificate.</summary>
public sealed class SecureConnections : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority = Authority("CN=the plant's own");
    private readonly List<string?> _clients = [];
    private SoapStub _stub = null!;
    private X509Certificate2 _client = null!;

    public async ValueTask InitializeAsync()
    {
        var server = Issue(_authority, "CN=erp", server: true);
        _client = Issue(_authority, "CN=hub", server: false);
        _stub = await SoapStub.StartAsync(kestrel => kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        }));
        _stub.AnswerWithBody(PartAnswer.Body);
        var answer = _stub.Answer;
        _stub.Answer = (context, envelope) =>
        {
            _clients.Add(context.Connection.ClientCertificate?.Subject);
            return answer(context, envelope);
        };
        Write("ca.pem", _authority.ExportCertificatePem());
        Write("other-ca.pem", Authority("CN=somebody else").ExportCertificatePem());
        var key = _client.GetECDsaPrivateKey()!;
        Write("hub.pem", _client.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        Write("hub.crt", _client.ExportCertificatePem());
        Write("hub.key", key.ExportEncryptedPkcs8PrivateKeyPem(
            "pfx-secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        await File.WriteAllBytesAsync(
            _folder.File("hub.pfx"), _client.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "pfx-secret"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stub.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadGateway)]
    [InlineData(", tls: { ca: \"${env:DIR}/other-ca.pem\" }", HttpStatusCode.BadGateway)]
    [InlineData(", tls: { ca: \"${env:DIR}/ca.pem\" }", HttpStatusCode.OK)]
    public async Task A_server_is_believed_by_its_authority_alone(string tls, HttpStatusCode status)
    {
        (await GetAsync(tls, "")).ShouldBe(status);
        _clients.Count.ShouldBe(status == HttpStatusCode.OK ? 1 : 0);
    }

    [Fact]
    public async Task Nor_by_its_authority_when_it_goes_by_another_name() =>
        (await GetAsync(
            ", tls: { ca: \"${env:DIR}/ca.pem\" }",
            "",
            _stub.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)))
            .ShouldBe(HttpStatusCode.BadGateway);

    [Theory]
    [InlineData("file: \"${env:DIR}/hub.pem\"")]
    [InlineData("file: \"${env:DIR}/hub.crt\", key: \"${env:DIR}/hub.key\", password: \"${env:SECRET}\"")]
    [InlineData("file: \"${env:DIR}/hub.pfx\", password: \"${env:SECRET}\"")]
    public async Task The_hub_shows_its_own_certificate(string certificate)
    {
        (await GetAsync(", tls: { ca: \"${env:DIR}/ca.pem\" }", $"credentials: {{ certificate: {{ {certificate} }} }}"))
            .ShouldBe(HttpStatusCode.OK);
        _clients.ShouldBe(["CN=hub"]);
    }

    [Theory]
    [InlineData("file: \"${env:DIR}/none.pem\"", "none.pem cannot be read; create it, readable for the hub only")]
    [InlineData("file: \"${env:DIR}/hub.crt\"", "hub.crt cannot be used: ")]
    [InlineData(
        "file: \"${env:DIR}/hub.pfx\", password: guess",
        "'password' is written in the plan, where everybody reads it: write ${env:NAME} or ${file:PATH}")]
    [InlineData("file: \"${env:DIR}/hub.pfx\", password: \"${env:DIR}\"", "hub.pfx cannot be used: ")]
    public void A_certificate_that_cannot_be_used_is_a_fault_of_the_plan(string certificate, string error)
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Parts.Bundle(Plan("", $"credentials: {{ certificate: {{ {certificate} }} }}")), References(_stub.Address), errors);
        errors.First().ToString().ShouldContain(error);
        errors.ShouldAllBe(e => e.At.Line == 3);
    }

    [Theory]
    [InlineData("http://erp.internal", true)]
    [InlineData("https://erp.internal", false)]
    [InlineData("http://127.0.0.1:1", false)]
    public void Credentials_that_can_be_read_on_the_way_are_remarked_on(string address, bool remarked)
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Parts.Bundle(Plan("", "credentials: { service: { username: hub, password: \"${env:SECRET}\" } }")),
            References(address),
            errors);
        errors.ShouldBeEmpty();
        errors.Notes.Select(n => n.ToString()).Where(n => n.Contains("credentials", StringComparison.Ordinal)).ShouldBe(
            remarked ? ["systems/parts.yaml(3): what parts is told of credentials "
                + "can be read on the way to ${env:PARTS}: use https"] : []);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, bool server)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        if (server)
            request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(
            authority,
            new DateTimeOffset(authority.NotBefore),
            new DateTimeOffset(authority.NotAfter),
            RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);

    private async Task<HttpStatusCode> GetAsync(string tls, string credentials, string? address = null)
    {
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(Plan(tls, credentials)), References(address ?? _stub.Address));
        using var answer = await hub.Client.GetAsync("/api/parts/17");
        return answer.StatusCode;
    }

    private PlanReferences References(string address) => new(
        new Dictionary<string, string> { ["PARTS"] = address, ["DIR"] = _folder.Path, ["SECRET"] = "pfx-secret" },
        files: new AllowedFiles([_folder.Path], [], []));

    private static string Plan(string tls, string credentials) => $$"""
        system: parts
        soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}"{{tls}} }
        {{credentials}}
        resources:
          parts.get: { call: GetPart, in: { No: path.id }, out: { at: Part, id: No } }
          parts.book: { call: GetPart, in: { No: body.id }, out: { at: Part, id: No } }
        """;
}
