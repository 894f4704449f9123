using Hub.Adapters.Tests.Stubs;
using Hub.Importing.Proposing;
using Hub.Importing.Writing;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Importing;

/// <summary>Names and words as a proposal has them.</summary>
public sealed class Proposing
{
    [Theory]
    [InlineData("GetVATRate", "get-vat-rate", "getVatRate")]
    [InlineData("CUSTOMER_NO", "customer-no", "customerNo")]
    [InlineData("getOrderByID2", "get-order-by-id2", "getOrderById2")]
    [InlineData("DOCNO", "docno", "docno")]
    [InlineData("Order.Lines-All", "order-lines-all", "orderLinesAll")]
    [InlineData("2ndName", "2-nd-name", "n2NdName")]
    [InlineData("名前", "x", "x")]
    public void A_name_is_taken_apart_into_its_words(string name, string kebab, string camel) =>
        (Words.Kebab(Words.Of(name)), Words.Camel(name)).ShouldBe((kebab, camel));

    [Theory]
    [InlineData("GetItem", "GET", 1)]
    [InlineData("OrdersChangedSince", "GET", 0)]
    [InlineData("UpdateOrder", "PUT", 1)]
    [InlineData("DeleteOrder", "DELETE", 1)]
    [InlineData("CreateOrder", "POST", 1)]
    [InlineData("PlaceOrder", "POST", 0)]
    [InlineData("Getaway", "POST", 0)]
    [InlineData("Search", "GET", 0)]
    [InlineData("BAPI_SALESORDER_GETLIST", "GET", 0)]
    [InlineData("CustomerGet", "GET", 0)]
    [InlineData("SendGetwell", "POST", 0)]
    [InlineData("CheckOutDocument", "POST", 0)]
    [InlineData("CheckDocument", "GET", 1)]
    [InlineData("GetOrCreateCustomer", "POST", 0)]
    [InlineData("ReadAndMark", "POST", 0)]
    [InlineData("GetTermsAndConditions", "GET", 1)]
    public void What_an_operation_does_is_guessed_by_its_first_word_and_else_taken_to_write(string name, string method, int verb) =>
        Guess.Of(Words.Of(name)).ShouldBe((method, verb));

    [Theory]
    [InlineData("TermOfPayment_GetDebtor", "GET", "term-of-payment-debtor")]
    [InlineData("TermOfPayment_SetDebtor", "PUT", "term-of-payment-debtor")]
    [InlineData("Unit_FindByNumber", "GET", "unit-by-number")]
    [InlineData("Unit_Delete", "DELETE", "unit")]
    [InlineData("catalog.product.update", "PUT", "catalog-product")]
    [InlineData("RFC_READ_TABLE", "GET", "rfc-table")]
    [InlineData("CREATE_ORDER_LIST", "POST", "order-list")]
    [InlineData("Order_GetAndLock", "POST", "order-get-and-lock")]
    [InlineData("_-BIC_-ZREAD", "POST", "bic-zread")]
    [InlineData("GetOrder", "GET", "order")]
    public void A_verb_after_what_it_is_about_is_the_verb_all_the_same(string name, string method, string path)
    {
        var words = Guess.Words(name);
        var (guessed, verb) = Guess.Of(words);
        (guessed, Words.Kebab(verb == 0 ? Words.Of(name) : words.Skip(verb))).ShouldBe((method, path));
    }

    [Theory]
    [InlineData("Password", true, false)]
    [InlineData("UserPwd", true, false)]
    [InlineData("Login/apiKey", true, false)]
    [InlineData("Key", false, false)]
    [InlineData("SessionId", false, true)]
    [InlineData("Caller/Ticket", false, true)]
    [InlineData("nextPageToken", false, false)]
    [InlineData("sessionTimeout", false, false)]
    [InlineData("CustomerNo", false, false)]
    public void What_no_address_may_hold_is_told_by_its_name(string field, bool secret, bool token) =>
        (Guess.IsSecret(field), Guess.IsToken(field)).ShouldBe((secret, token));

    [Theory]
    [InlineData("OrderNotFound", 404)]
    [InlineData("NoSuchPartException", 404)]
    [InlineData("VersionConflict", 409)]
    [InlineData("RecordLockedFault", 409)]
    [InlineData("InvalidOrder", 422)]
    [InlineData("ValidationFault", 422)]
    [InlineData("SessionLimitReached", 503)]
    [InlineData("ServiceFault", null)]
    public void A_faults_status_is_guessed_by_its_name(string fault, int? status) => Guess.Status(fault).ShouldBe(status);

    [Theory]
    [InlineData("plain")]
    [InlineData("Item Text")]
    [InlineData("@Status")]
    [InlineData("{urn:x}Name")]
    [InlineData("no")]
    [InlineData("null")]
    [InlineData("007")]
    [InlineData("1e3")]
    [InlineData("-x")]
    [InlineData("a: b")]
    [InlineData("a # b")]
    [InlineData("it's \"quoted\" \\ here")]
    [InlineData("tab\there\u2028and\u0007bell")]
    [InlineData("~")]
    [InlineData(" padded ")]
    [InlineData("")]
    [InlineData("äöü,]}")]
    public void A_text_is_the_same_after_it_was_written_and_read(string text)
    {
        var errors = new PlanErrors();
        var bundle = RunningAdapters.Bundle(
            ("systems/x.yaml", $"system: x\na: {{ {YamlText.Scalar(text)}: 1, k: {YamlText.Scalar(text)}, l: {YamlText.List([text], 0)} }}\n"),
            ("capabilities/c.yaml", "capability: c\nowner: o\nsides: { legacy: 'http://x' }\nroutes: { c.x: GET /api/x }\n"));
        var plan = new PlanLoader([]).Load(bundle, new PlanReferences(), errors).ShouldNotBeNull(string.Join('\n', errors));
        var node = plan.Systems.Single().Node["a"]!;

        node.Fields[0].Key.ShouldBe(text);
        (node["k"]!.Text ?? "").ShouldBe(text);
        (node["l"]!.Items.Single().Text ?? "").ShouldBe(text);
    }

    [Theory]
    [InlineData("http://erp.example/soap", "http://erp.example/erp?wsdl", "http://erp.example/soap", false)]
    [InlineData("http://other.example/soap", "http://erp.example/erp?wsdl", "http://other.example/soap", true)]
    [InlineData("http://localhost:8080/soap", "http://erp.example/erp?wsdl", "http://erp.example/soap", true)]
    [InlineData("http://169.254.169.254/x", "https://erp.example/erp?wsdl", "https://erp.example/x", true)]
    [InlineData("http://[::1]/x", "https://erp.example/erp?wsdl", "https://erp.example/x", true)]
    [InlineData("http://erp-internal/soap", "http://10.0.0.1/erp?wsdl", "http://erp-internal/soap", true)]
    [InlineData("/soap", "http://erp.example/erp?wsdl", "http://erp.example/erp", true)]
    [InlineData("http://x/", "file:///erp.wsdl", "http://x/", false)]
    [InlineData("REPLACE_WITH_ACTUAL_URL", "file:///erp.wsdl", null, true)]
    [InlineData("http://x/${file:/etc/passwd}", "http://erp.example/erp?wsdl", null, true)]
    [InlineData("http://user:pass@x/", "file:///erp.wsdl", null, true)]
    public void An_address_is_the_WSDLs_own_unless_that_cannot_be_meant(string said, string wsdl, string? expected, bool told)
    {
        var (address, note) = SoapAddress.Of(said, new Uri(wsdl));
        (address, note is not null).ShouldBe((expected, told));
    }

    [Fact]
    public void A_comment_is_one_line_whatever_stands_in_it() =>
        YamlText.Comment("one\ntwo\r\nthree\u0085four\u2028five\0six " + new string('x', 200), 2).Split('\n', '\r', '\u0085', '\u2028').ShouldHaveSingleItem()
            .ShouldStartWith("  # one two three four five six xxx");
}
