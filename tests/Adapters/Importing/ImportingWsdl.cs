using System.Net;
using System.Text.RegularExpressions;
using Hub.Adapters.Tests.Stubs;
using Hub.Importing;

namespace Hub.Adapters.Tests.Importing;

/// <summary>From a WSDL to a plan that is served as it was proposed.</summary>
public sealed class ImportingWsdl : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_copied_with_what_it_imports_and_serves_its_routes_as_proposed()
    {
        await using var parts = await SoapStub.StartAsync();
        parts.AnswerWithBody("<p:BookResponse xmlns:p='urn:parts'><p:BookingNo>7</p:BookingNo></p:BookResponse>");
        var report = await _folder.WsdlAsync(Wsdl(parts.Address));

        _folder.Files().ShouldBe(
            [
                "capabilities/parts.yaml", "contracts/parts/parts.wsdl", "contracts/parts/xsd/parts.xsd", "hub.yaml",
                "systems/parts.yaml", "schemas/capability.schema.json", "schemas/demo.schema.json",
                "schemas/environment.schema.json", "schemas/hub.schema.json", "schemas/system.schema.json",
            ],
            ignoreOrder: true);
        report.Operations.Select(o => (o.Operation, o.Write, o.Match)).Take(2).ShouldBe(
            [("GetPart", false, "GET /api/parts/part/{no}"), ("Book", true, "POST /api/parts/book")]);
        report.Variables.ShouldBeEmpty();

        await using var hub = await _folder.RunAsync();
        using var booked = await hub.Client.PostAsync("/api/parts/book", Json("""{"Item":[{"Qty":2,"No":"7"}]}"""));
        booked.StatusCode.ShouldBe(HttpStatusCode.OK, await booked.Content.ReadAsStringAsync());
        (await booked.Content.ReadAsStringAsync()).ShouldBe("""{"BookingNo":7}""");
        parts.Requests.ShouldHaveSingleItem().Envelope.ShouldMatch("No>7<.*Qty>2<");

        parts.AnswerWith(SoapStub.Fault("NoSuchPart", "There is none."), 500);
        (await hub.Client.GetAsync("/api/parts/part/9")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_operation_that_cannot_be_called_is_named_and_the_others_are_proposed()
    {
        var report = await _folder.WsdlAsync(Wsdl("http://parts.example/soap", w => w.Replace("p:BookResponse", "p:Nowhere", StringComparison.Ordinal)));

        Note(report, ImportNoteKind.Skipped, "Book").ShouldContain("'Nowhere' is in no schema");
        _folder.Read("systems/parts.yaml").ShouldNotContain("parts.book");
        _folder.Read("capabilities/parts.yaml").ShouldContain("parts.get-part");
        await using var hub = await _folder.RunAsync();
    }

    [Fact]
    public async Task A_fault_gets_the_status_that_its_name_speaks_of_and_the_guess_is_told()
    {
        var report = await _folder.WsdlAsync(Wsdl("http://parts.example/soap"));

        _folder.Read("systems/parts.yaml").ShouldContain("faults: { NoSuchPart: 404 }");
        Note(report, ImportNoteKind.Guessed, "statuses of faults").ShouldContain("NoSuchPart 404");
        Note(report, ImportNoteKind.Guessed, "read or write").ShouldContain("these read: GetPart; these write: Book");
        Note(report, ImportNoteKind.Guessed, "keys in paths").ShouldContain("/api/parts/part/{no}");
    }

    [Fact]
    public async Task The_port_is_the_first_of_SOAP_1_1_or_the_one_asked_for()
    {
        var report = await _folder.WsdlAsync(Wsdl("http://parts.example/soap"));
        Note(report, ImportNoteKind.Guessed, "port").ShouldContain("S/P11 (SOAP 1.1), of S/P12 (SOAP 1.2), S/P11");

        await _folder.WsdlAsync(Wsdl("http://parts.example/soap"), source: s => s with { Port = "P12" });
        _folder.Read("systems/parts.yaml").ShouldContain("port: P12");
        (await RefusedAsync(() => _folder.WsdlAsync(Wsdl("http://parts.example/soap"), source: s => s with { Port = "P13" }))).ShouldContain("there are S/P12");
    }

    [Fact]
    public async Task A_service_that_asks_for_a_token_gets_credentials_by_reference()
    {
        const string policy = """
            <wsp:Policy xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702">
              <sp:SupportingTokens><wsp:Policy><sp:UsernameToken/></wsp:Policy></sp:SupportingTokens>
            </wsp:Policy><types>
            """;
        var report = await _folder.WsdlAsync(Wsdl("http://parts.example/soap", w => w.Replace("<types>", policy, StringComparison.Ordinal)));

        _folder.Read("systems/parts.yaml").ShouldContain("""service: { username: "${env:PARTS_USER}", password: "${env:PARTS_PASSWORD}", scheme: usernameToken, digest: false }""");
        report.Variables.Select(v => v.Name).ShouldBe(["PARTS_USER", "PARTS_PASSWORD"]);
    }

    [Fact]
    public async Task A_header_that_looks_like_an_account_is_proposed_in_a_comment_and_serves_so()
    {
        await using var stub = await SoapStub.StartAsync();
        stub.AnswerWithBody("<ItemAnswer xmlns='urn:stock'><Name>bolt</Name></ItemAnswer>");
        var report = await _folder.WsdlAsync(
            _folder.Put("wsdl/stock.wsdl", GuardedStock.Wsdl.Replace("http://x/", stub.Address, StringComparison.Ordinal)));

        const string proposed = """
            # credentials:
            #   header: AuthHeader
            #   with: { UserName: "${env:PARTS_USER_NAME}", Password: "${env:PARTS_PASSWORD}" }

            """;
        Note(report, ImportNoteKind.Guessed, "credentials").ShouldBe(
            "header AuthHeader looks like an account; systems/parts.yaml has it in a comment");
        report.Variables.ShouldBeEmpty();
        _folder.Edit("systems/parts.yaml", proposed, proposed.Replace("# ", "", StringComparison.Ordinal));
        await using var hub = await _folder.RunAsync(("PARTS_USER_NAME", "robot"), ("PARTS_PASSWORD", "open-sesame"));
        (await hub.Client.GetStringAsync("/api/parts/item/17")).ShouldContain("bolt");
        stub.Requests.Single().Envelope.ShouldContain("<UserName>robot</UserName><Password>open-sesame</Password>");
    }

    [Fact]
    public async Task A_login_whose_token_calls_name_is_proposed_as_a_session_and_serves_so()
    {
        await using var stub = await SoapStub.StartAsync();
        var erp = new SessionSystem(stub);
        erp.Serve((_, envelope) => envelope.Descendants().FirstOrDefault(e => e.Name.LocalName == "SessionId")?.Value);
        const string get = "<xs:element name=\"Get\"><xs:complexType><xs:sequence>";
        var wsdl = Regex.Replace(SessionSystem.Wsdl, "<operation name=\"(?:Find|Count)\">.*</operation>", "", RegexOptions.NonBacktracking)
            .Replace(get, get + "<xs:element name=\"SessionId\" type=\"xs:string\"/>", StringComparison.Ordinal)
            .Replace("http://x/", stub.Address, StringComparison.Ordinal);
        var report = await _folder.WsdlAsync(_folder.Put("wsdl/erp.wsdl", wsdl));

        _folder.Read("systems/parts.yaml").ShouldContain("""
            credentials:
              session:
                login: Login
                in: { Company: "${env:PARTS_COMPANY}", User: "${env:PARTS_USER}", Password: "${env:PARTS_PASSWORD}" }
                token: Result/SessionId
                endpoint: Result/ServerUrl      # calls go where the login says
                put: { in: SessionId }
                # renewOn: [FAULT]                # the fault that says a session is over, code.NAME or "text WORDS"
                logout: Logout
            """);
        report.Operations.Select(o => o.Match).ShouldBe(["GET /api/parts/get/{no}", "POST /api/parts/add"]);
        report.Variables.Select(v => v.Name).ShouldBe(["PARTS_COMPANY", "PARTS_USER", "PARTS_PASSWORD"]);
        Note(report, ImportNoteKind.Guessed, "credentials").ShouldContain("it and Logout have no route");

        erp.ServerUrl = stub.Address + "/node";
        await using var hub = await _folder.RunAsync(("PARTS_COMPANY", "1"), ("PARTS_USER", "hub"), ("PARTS_PASSWORD", "open-sesame"));
        (await hub.Client.GetStringAsync("/api/parts/get/17")).ShouldBe("""{"Name":"bolt"}""");
        using var added = await hub.Client.PostAsync("/api/parts/add", Json("""{"No":"18"}"""));
        added.StatusCode.ShouldBe(HttpStatusCode.OK, await added.Content.ReadAsStringAsync());
        erp.Logins.ShouldBe(1);
    }

    [Theory]
    [InlineData("""<xs:element name="Id" type="xs:string" minOccurs="0"/>""", "GET /api/parts/part/{id}")]
    [InlineData("""<xs:element name="Id" type="xs:string"/><xs:element name="Land" type="xs:string"/>""", "GET /api/parts/part/{id}")]
    [InlineData("""<xs:element name="From" type="xs:string"/><xs:element name="Land" type="xs:string"/>""", "GET /api/parts/part")]
    [InlineData("""<xs:element name="Id" type="xs:string"/><xs:element name="Password" type="xs:string"/>""", "POST /api/parts/get-part")]
    [InlineData("""<xs:element name="By" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType></xs:element>""", "GET /api/parts/part")]
    [InlineData("""<xs:element name="By"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>""", "POST /api/parts/get-part")]
    [InlineData("""<xs:element name="By" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string" maxOccurs="9"/></xs:sequence></xs:complexType></xs:element>""", "POST /api/parts/get-part")]
    [InlineData("""<xs:element name="Id"><xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType></xs:element>""", "POST /api/parts/get-part")]
    public async Task What_stands_in_a_path_is_a_key_by_its_name_and_never_a_secret(string fields, string match)
    {
        _folder.Put("wsdl/xsd/parts.xsd", Regex.Replace(
            Parts.Schema, "(?<open><xs:element name=\"GetPart\"><xs:complexType><xs:sequence>).*(?<close></xs:sequence>)", "${open}" + fields + "${close}",
            RegexOptions.NonBacktracking));
        var report = await _folder.WsdlAsync(_folder.Put("wsdl/parts.wsdl", Parts.Wsdl));

        report.Operations[0].Match.ShouldBe(match);
        report.Operations[0].Write.ShouldBeFalse();
        await using var hub = await _folder.RunAsync();
    }

    [Theory]
    [InlineData("http://parts.invalid/soap")]
    [InlineData("")]
    [InlineData("${file:/etc/passwd}")]
    [InlineData("http://${env:HOME}.example/")]
    [InlineData("ftp://parts.example/soap")]
    public async Task An_address_that_cannot_be_meant_is_asked_for(string address)
    {
        var report = await _folder.WsdlAsync(Wsdl(address));

        _folder.Read("systems/parts.yaml").ShouldContain("""address: "${env:PARTS_URL}" """.TrimEnd());
        report.Variables.ShouldContain(v => v.Name == "PARTS_URL");
        await using var hub = await _folder.RunAsync(("PARTS_URL", "http://127.0.0.1:9"));
    }

    [Fact]
    public async Task What_words_stand_in_a_WSDL_steer_no_file()
    {
        const string operation = "<operation name=\"GetPart\"><input message";
        var documented = operation.Replace("><", "><documentation>One part.\n  evil: true\n\r\u0085- x</documentation><", StringComparison.Ordinal);
        await _folder.WsdlAsync(Wsdl("http://parts.example/soap", w => w.Replace(operation, documented, StringComparison.Ordinal)));

        var lines = _folder.Read("systems/parts.yaml").Split('\n');
        lines.ShouldContain("  # One part. evil: true - x");
        lines.ShouldAllBe(l => !l.TrimStart().StartsWith("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("Parts")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task A_systems_name_is_no_path(string name) =>
        (await RefusedAsync(() => _folder.WsdlAsync(Wsdl("http://parts.example/soap"), t => t with { System = name }))).ShouldContain("lower-case letters");

    internal static async Task<string> RefusedAsync(Func<Task> import) => (await Should.ThrowAsync<ImportRefusedException>(import)).Message;

    internal static string Note(ImportReport report, ImportNoteKind kind, string about) =>
        string.Join('\n', report.Notes.Where(n => n.Kind == kind && n.About.Contains(about, StringComparison.Ordinal)).Select(n => n.Text));

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private string Wsdl(string address, Func<string, string>? change = null)
    {
        _folder.Put("wsdl/xsd/parts.xsd", Parts.Schema);
        return _folder.Put("wsdl/parts.wsdl", (change ?? (w => w))(Parts.Wsdl.Replace("http://x/", address, StringComparison.Ordinal)));
    }
}
