import { buildSsn2, ramp, identity, TEN_O_CLOCK } from './test/support/ssn2-builder.ts';
import { inspectSsn2 } from './src/importers/ssn2/inspect-ssn2.ts';
import fs from 'node:fs';
const P='/tmp/ssn2-load.ssn2'; 
const N=60000;
if(!fs.existsSync(P)) buildSsn2(P,{sets:[{id:1,channels:Array.from({length:N},(_,i)=>({ChannelId:i+1,ChannelName:`CH_p${i}`})),parameters:Array.from({length:N},(_,i)=>({row:{ParameterId:i+1,ConversionName:`CONV_p${i}:Car`},channels:[i+1]}))}],streams:[{guid:'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',blocks:[{channelId:1,startTs:TEN_O_CLOCK,bytes:ramp(100)}]}],rows:{ConfigurationSetRationalConversion:Array.from({length:N},(_,i)=>identity(`CONV_p${i}:Car`))}});
else { const t=performance.now(); const r=await inspectSsn2(P); console.log(performance.now()-t); r.close(); }
import { monitorEventLoopDelay } from 'node:perf_hooks';
const h=monitorEventLoopDelay({resolution:2}); h.enable(); await new Promise(r=>setTimeout(r,20)); h.reset();
const t=performance.now(); const r=await inspectSsn2(P); console.log('second', performance.now()-t, 'max', h.max/1e6); r.close();
